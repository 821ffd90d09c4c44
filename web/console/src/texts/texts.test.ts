import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Text } from "../api-types.ts";
import { fillText } from "./messages.ts";

const here = import.meta.dirname;
const tables: [string, Record<string, Text>][] = [];
for (const file of readdirSync(here).filter((f) => f.endsWith(".ts") && !/messages|\.test/.test(f))) {
  const module = (await import(/* @vite-ignore */ join(here, file))) as Record<string, Record<string, Text>>;
  for (const [name, table] of Object.entries(module)) tables.push([`${file} ${name}`, table]);
}
const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[}|]/g)].map((m) => m[1]))].sort();

describe("the texts of the console", () => {
  it("are there in more than ten tables", () => {
    expect(tables.length).toBeGreaterThan(10);
  });

  it("all speak both languages", () => {
    for (const [where, table] of tables)
      for (const [key, { zh, en }] of Object.entries(table)) {
        expect(zh.trim(), `${where}.${key} zh`).not.toBe("");
        expect(en.trim(), `${where}.${key} en`).not.toBe("");
      }
  });

  it("have the same places to fill in both languages", () => {
    for (const [where, table] of tables)
      for (const [key, { zh, en }] of Object.entries(table)) {
        const english = places(en).filter((p) => !places(zh).includes(p));
        expect(english, `${where}.${key} has places only in English`).toEqual([]);
      }
  });

  it("stand in tables: no component has Chinese of its own", () => {
    const found: string[] = [];
    const walk = (folder: string) => {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) walk(path);
        else if (name.endsWith(".tsx"))
          for (const line of readFileSync(path, "utf8").split("\n")) {
            const code = line.replace(/^\s*(\*|\/\/|\/\*).*$/, "").replace(/\/\/.*$/, "");
            if (/[\u4e00-\u9fff]/.test(code) && !code.includes("zh:") && !code.includes("中文"))
              found.push(`${path}: ${line.trim()}`);
          }
      }
    };
    walk(join(here, ".."));
    expect(found).toEqual([]);
  });

  it("fill their places, choose the English word for one and for more, and leave unknown places as they are", () => {
    const text = { zh: "剩 {n} 天", en: "{n} {n|day|days} {left}" };
    expect(fillText(text, "zh", { n: 1 })).toBe("剩 1 天");
    expect(fillText(text, "en", { n: 1 })).toBe("1 day {left}");
    expect(fillText(text, "en", { n: 0 })).toBe("0 days {left}");
  });
});
