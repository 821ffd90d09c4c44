import { afterAll, beforeAll, expect, it } from "vitest";
import { duckForTests } from "../../../platform/engine/testing.ts";
import {
  checkCitizenId,
  checkCreditCode,
  makeCitizenId,
  makeCreditCode,
} from "../../../platform/identifiers/index.ts";
import { isCitizenId, isCreditCode } from "./identifier-sql.ts";

let duck: Awaited<ReturnType<typeof duckForTests>>;
beforeAll(async () => {
  duck = await duckForTests();
});
afterAll(() => duck.close());

const broken = (code: string) => [
  code,
  code.slice(0, 17),
  `${code}0`,
  code.slice(0, 16) + code[17] + code[16],
  `${code.slice(0, 5)}O${code.slice(6)}`,
  `00${code.slice(2)}`,
  "",
  "张三",
];

it("credit codes pass in SQL exactly where they pass the check of GB 32100", async () => {
  const made = Array.from({ length: 40 }, (_, i) =>
    makeCreditCode({ kind: "91", division: "370202", body: `MA3${String(i * 7919).padStart(6, "0")}` }),
  );
  const codes = made.flatMap(broken).filter((c) => !c.startsWith("00"));
  const values = codes.map((c) => `('${c}')`).join(", ");
  const { rows } = await duck.duck.run(`SELECT ${isCreditCode("x")} FROM (VALUES ${values}) t(x)`);
  expect(rows.map(([v]) => v)).toEqual(codes.map((c) => checkCreditCode(c).valid));
  expect(rows.filter(([v]) => v === true).length).toBeGreaterThanOrEqual(40);
});

it("citizen numbers pass in SQL exactly where they pass the check of GB 11643", async () => {
  const made = Array.from({ length: 40 }, (_, i) =>
    makeCitizenId({
      division: "370203",
      born: `19${60 + (i % 40)}-0${1 + (i % 9)}-1${i % 10}`,
      serial: i * 23,
    }),
  );
  const codes = made.flatMap((c) => [...broken(c), `${c.slice(0, 10)}0230${c.slice(14)}`]);
  const values = codes.map((c) => `('${c}')`).join(", ");
  const { rows } = await duck.duck.run(`SELECT ${isCitizenId("x")} FROM (VALUES ${values}) t(x)`);
  expect(rows.map(([v]) => v)).toEqual(codes.map((c) => checkCitizenId(c).valid));
  expect(rows.filter(([v]) => v === true).length).toBeGreaterThanOrEqual(40);
});
