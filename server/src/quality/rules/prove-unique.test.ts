import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Column, Duck } from "../../platform/engine/index.ts";
import { duckForTests } from "../../platform/engine/testing.ts";
import { checkWith } from "./check-version.ts";
import { proveUnique } from "./prove-unique.ts";

let duck: Duck;
let dir: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ duck, dir, close } = await duckForTests());
});
afterAll(() => close());

const stored = { s: "VARCHAR", t: "TIMESTAMP", d: "DATE", n: "BIGINT", x: "DOUBLE" } as const;
const column = (name: keyof typeof stored): Column => ({
  name,
  label: name,
  type: "text",
  stored: stored[name],
});
const rows = 200_000;
let made = 0;

/** 200,000 rows of five stations by hour, with something spoilt by `change`. */
async function version(change = "") {
  const parquet = join(dir, `${++made}.parquet`);
  const all = `SELECT 'st''' || (i % 5) AS s, TIMESTAMP '2020-01-01' + to_hours(i // 5) AS t, DATE '1990-01-01' + (i // 5)::INT AS d, i - 7 AS n, i::DOUBLE AS x FROM range(${rows}) r(i)`;
  await duck.run(`COPY (SELECT * ${change} FROM (${all})) TO '${parquet}' (FORMAT parquet)`);
  const columns = (["s", "t", "d", "n", "x"] as const).map(column);
  return { duck, parquet, columns, rows, signal: new AbortController().signal };
}
const failures = async (of: Awaited<ReturnType<typeof version>>, columns: string[]) => {
  const check = checkWith([{ id: "key", kind: "unique", columns }], { now: new Date("2026-09-28") });
  const { checked, failed, rows: found } = (await check(of)).findings[0]!;
  return [checked, failed, found.map((r) => [r.row, r.first])];
};

it("proves keys of few texts and dense times, days and numbers", async () => {
  const whole = await version();
  for (const names of [["s", "t"], ["t", "s"], ["s", "d"], ["n"], ["s", "n"]] as const)
    expect(await proveUnique(whole, names.map(column)), names.join()).toBe(rows);
  expect(await failures(whole, ["s", "t"])).toEqual([rows, 0, []]);
});

it("shows nothing about numbers with fractions, and the general way does", async () => {
  const whole = await version();
  expect(await proveUnique(whole, [column("x")])).toBeUndefined();
  expect(await failures(whole, ["x"])).toEqual([rows, 0, []]);
});

it("never proves what is not so: one repeated key among 200,000 is found with both its rows", async () => {
  const spoilt = await version("REPLACE (CASE WHEN n = 150000 THEN 3 ELSE n END AS n)");
  expect(await proveUnique(spoilt, [column("n")])).toBeUndefined();
  expect(await failures(spoilt, ["n"])).toEqual([rows, 1, [[150_007, 10]]]);
  const twice = await version("REPLACE (CASE WHEN n = 150000 THEN t - INTERVAL 1 HOUR ELSE t END AS t)");
  expect(await failures(twice, ["s", "t"])).toEqual([rows, 1, [[150_007, 150_002]]]);
});

it("takes values between two whole hours for what they are", async () => {
  const between = await version("REPLACE (CASE WHEN n = 150000 THEN t - INTERVAL 30 MINUTE ELSE t END AS t)");
  expect(await failures(between, ["s", "t"])).toEqual([rows, 0, []]);
});

it("leaves keys with a missing part out", async () => {
  const holes = await version("REPLACE (CASE WHEN n % 2 = 0 THEN NULL ELSE s END AS s)");
  expect(await failures(holes, ["s", "t"])).toEqual([rows / 2, 0, []]);
});
