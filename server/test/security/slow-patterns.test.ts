import { beforeAll, describe, expect, it } from "vitest";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { Client } from "../running.ts";

let address = "";
let anybody: Client;
let officer: Client;
let code = "";
let column = "";
beforeAll(async () => {
  address = await sharedCity();
  anybody = new Client(address);
  officer = await new Client(address).signIn("jiaoyu");
  const { items } = (await anybody.get("/datasets?limit=20")).body as { items: { code: string }[] };
  for (const item of items) {
    const { status, body } = await anybody.get(`/datasets/${item.code}/rows?limit=1`);
    if (status === 200 && !code) [code, column] = [item.code, body.columns[0].name];
  }
}, seedingTime);

/** Texts on which a pattern with nested or neighbouring repetition takes time by the power of their length. */
const hostile: [string, string][] = [
  ["one letter over and over", "a".repeat(3_000)],
  ["one character over and over", "青".repeat(1_500)],
  ["blanks with an end", `${" ".repeat(3_000)}x`],
  ["wide blanks", `${"　".repeat(1_500)}x`],
  ["wild cards", "%".repeat(3_000)],
  ["wild cards and letters", "%a_".repeat(1_000)],
  ["backslashes", "\\".repeat(3_000)],
  ["brackets", "(".repeat(1_500) + ")".repeat(1_500)],
  ["nested quantifiers", `${"(a+)+".repeat(500)}$`],
  ["quotes", "'".repeat(3_000)],
  ["colons and operators of a text search", "a:* & | ! <-> ".repeat(200)],
  ["digits", `${"1".repeat(3_000)}x`],
  ["dashes and dots", "-.".repeat(1_500)],
  ["line breaks", `${"\n".repeat(3_000)}x`],
  ["combined letters", `a${"\u0301".repeat(2_000)}`],
  ["emoji of many parts", "👩‍👩‍👧‍👦".repeat(300)],
  ["directions of writing", "\u202e".repeat(2_000)],
  ["e-mail-like", `a@${"a.".repeat(1_400)}`],
  ["address-like", `https://${"a/".repeat(1_400)}`],
];

/** Longest a hostile text may take, ms; the machine that tests run on is shared. */
const patience = 4_000;

async function soon(client: Client, path: string): Promise<void> {
  const from = performance.now();
  const { status } = await client.get(path);
  const took = performance.now() - from;
  expect([path.slice(0, 60), status < 500, took < patience ? "soon" : `${Math.round(took)} ms`]).toEqual([
    path.slice(0, 60),
    true,
    "soon",
  ]);
}

describe("a text made to be slow", () => {
  it.each(hostile)("(%s) is searched for in bounded time or refused", async (_what, text) => {
    const q = encodeURIComponent(text);
    // What is whole within the limit of the address, and what is cut to the limit of the field.
    for (const value of [q, encodeURIComponent([...text].slice(0, 200).join(""))]) {
      if (value.length > 15_000) continue;
      await soon(anybody, `/datasets?q=${value}`);
      await soon(officer, `/catalog/entries?q=${value}`);
      await soon(officer, `/cases?q=${value}`);
      await soon(officer, `/organisations?q=${value}`);
    }
  });

  it.each(hostile)("(%s) is a filter's value in bounded time or refused", async (_what, text) => {
    const cut = [...text].slice(0, 900).join("").replaceAll('"', "");
    for (const operator of ["contains", "startswith", "eq"])
      await soon(
        anybody,
        `/datasets/${code}/rows?where=${encodeURIComponent(`${column} ${operator} "${cut}"`)}`,
      );
    await soon(anybody, `/datasets/${code}/rows?where=${encodeURIComponent(cut)}`);
    await soon(anybody, `/datasets/${code}/rows?sort=${encodeURIComponent(cut)}`);
    await soon(anybody, `/datasets/${code}/rows?cursor=${encodeURIComponent(cut)}`);
  });

  it("in headers and cookies is read in bounded time", async () => {
    for (const [name, value] of [
      ["cookie", `zq_session=${"a".repeat(8_000)}`],
      ["cookie", "; ".repeat(4_000)],
      ["accept-language", "zh-CN,".repeat(1_500)],
      ["accept-encoding", "gzip;q=0.5,".repeat(900)],
      ["if-none-match", '"a",'.repeat(2_000)],
      ["range", `bytes=${"1-".repeat(3_000)}`],
      ["user-agent", `Mozilla/${"5.0 (".repeat(1_500)}`],
      ["authorization", `DPoP ${"a.".repeat(3_000)}`],
      ["dpop", `${"a".repeat(4_000)}.${"a".repeat(4_000)}.`],
      ["x-forwarded-for", "1.1.1.1,".repeat(1_500)],
      ["content-type", `application/json;${"a=b;".repeat(2_000)}`],
    ] as const) {
      const from = performance.now();
      const { status } = await anybody.send("GET", `/datasets/${code}/rows?limit=1`, undefined, {
        [name]: value,
      });
      expect([name, status < 500, performance.now() - from < patience]).toEqual([name, true, true]);
    }
  });
});
