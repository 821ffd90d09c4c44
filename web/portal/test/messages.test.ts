import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../src/messages/en.ts";
import { zh } from "../src/messages/zh.ts";

/** Every text of a table by its path; functions are called with figures to be seen as texts. */
function texts(table: object, path = ""): [path: string, text: string][] {
  return Object.entries(table).flatMap(([key, value]): [string, string][] => {
    const at = `${path}/${key}`;
    if (typeof value === "string") return [[at, value]];
    if (typeof value === "function") return [[at, (value as (...args: string[]) => string)("1", "2", "3")]];
    return texts(value as object, at);
  });
}

const han = /\p{Script=Han}/u;

describe("the messages", () => {
  it("say the same things in Chinese and English", () => {
    expect(texts(en).map(([path]) => path)).toEqual(texts(zh).map(([path]) => path));
  });

  it("leave nothing unsaid but the unit English does not need", () => {
    const silent = [...texts(zh), ...texts(en)]
      .filter(([, text]) => text.trim() === "")
      .map(([path]) => path);
    expect(silent).toEqual(["/home/rowsUnit"]);
  });

  it("keep to their language", () => {
    const chinese = texts(en).filter(([, text]) => han.test(text));
    expect(chinese.map(([path]) => path)).toEqual(["/siteOther", "/bar/language"]);
  });

  it("are the only place of Chinese on the pages", () => {
    const folder = join(import.meta.dirname, "../src");
    const files = (readdirSync(folder, { recursive: true }) as string[]).filter(
      (name) => /\.tsx?$/.test(name) && !name.startsWith("messages") && !name.startsWith("fixtures"),
    );
    expect(files.length).toBeGreaterThan(30);
    const found = files.flatMap((name) => {
      const code = readFileSync(join(folder, name), "utf8").replaceAll(
        /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm,
        "",
      );
      return code
        .split("\n")
        .filter((line) => han.test(line))
        .map((line) => `${name}: ${line.trim()}`);
    });
    // Sample filters are code, and a column's label is looked at for the word for year.
    expect(found.filter((line) => !/developers\.tsx: '|preview\.tsx: const years/.test(line))).toEqual([]);
  });
});
