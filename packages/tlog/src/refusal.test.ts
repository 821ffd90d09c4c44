import { expect, it } from "vitest";
import { LogRefusal, refusalCodes } from "./refusal.ts";

it("every refusal speaks Chinese and English and names its parameters in both", () => {
  for (const code of refusalCodes) {
    const { zh, en } = new LogRefusal(code);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    const named = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    expect(named(zh), code).toEqual(named(en));
  }
});

it("hostile input does not make a refusal long", () => {
  expect(new LogRefusal("tile.path", { path: "x".repeat(10_000) }).message.length).toBeLessThan(300);
});
