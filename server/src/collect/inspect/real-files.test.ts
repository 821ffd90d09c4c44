import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inspectFile } from "./inspect-file.ts";
import type { Inspection } from "./inspection.ts";
import { type TrueTable, trueRefusals, trueTables } from "./truths/real-files.ts";

const data = process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data");
const real = join(data, "real");
const there = existsSync(real);

type Field =
  | "container"
  | "encoding"
  | "sheet"
  | "header"
  | "rows"
  | "columns"
  | "types"
  | "formats"
  | "units"
  | "semantics"
  | "set aside"
  | "breaks"
  | "refusals";

const score = new Map<Field, { hit: number; of: number; missed: string[] }>();
function count(field: Field, hit: boolean, what: string): void {
  const entry = score.get(field) ?? { hit: 0, of: 0, missed: [] };
  entry.of++;
  if (hit) entry.hit++;
  else entry.missed.push(what);
  score.set(field, entry);
}
const rate = (field: Field): number => (score.get(field)?.hit ?? 0) / (score.get(field)?.of ?? 1);

function compare(truth: TrueTable, found: Inspection): void {
  const at = truth.file;
  count("container", found.container === truth.container, `${at}: ${found.container}`);
  if (truth.encoding) {
    const { narrowest, bom } = found.encoding ?? {};
    count(
      "encoding",
      narrowest === truth.encoding[0] && bom === truth.encoding[1],
      `${at}: ${narrowest} ${bom}`,
    );
  }
  if (truth.sheet) count("sheet", found.sheet?.name === truth.sheet, `${at}: ${found.sheet?.name}`);
  count("header", String(found.header.rows) === String(truth.header), `${at}: ${found.header.rows}`);
  count("rows", found.rows === truth.rows, `${at}: ${found.rows}, not ${truth.rows}`);
  const expected = truth.columns.map((line) => line.split("|"));
  const names = found.columns.map((c) => c.name);
  count("columns", String(names) === String(expected.map((e) => e[0])), `${at}: ${names}`);
  for (const [name, type, semantic = "", unit = "", formats = ""] of expected) {
    const column = found.columns.find((c) => c.name === name);
    const where = `${at} ${name}`;
    count("types", column?.type === type, `${where}: ${column?.type}, not ${type}`);
    count(
      "semantics",
      (column?.semantic ?? "") === semantic,
      `${where}: ${column?.semantic}, not ${semantic}`,
    );
    count("units", (column?.unit ?? "") === unit, `${where}: ${column?.unit}`);
    if (formats) count("formats", column?.formats?.join("+") === formats, `${where}: ${column?.formats}`);
    const broken = truth.breaks?.[name!] ?? 0;
    count("breaks", column?.breaks.count === broken, `${where}: ${column?.breaks.count}, not ${broken}`);
  }
  const aside = Object.fromEntries(found.setAside.map((each) => [each.kind, each.count]).sort());
  const trueAside = Object.fromEntries(Object.entries(truth.aside ?? {}).sort());
  count("set aside", JSON.stringify(aside) === JSON.stringify(trueAside), `${at}: ${JSON.stringify(aside)}`);
}

describe.skipIf(!there)("real files, against the truth found out by hand (shared test data)", () => {
  for (const truth of trueTables) {
    it(`${truth.file} is understood`, async () => {
      const found = await inspectFile(join(real, truth.file));
      expect(found.ok, JSON.stringify(found).slice(0, 300)).toBe(true);
      if (found.ok) compare(truth, found);
    });
  }

  for (const truth of trueRefusals) {
    it(`${truth.file} is refused`, async () => {
      const found = await inspectFile(join(real, truth.file));
      count(
        "refusals",
        !found.ok && found.code === truth.refused && found.container === truth.container,
        `${truth.file}: ${JSON.stringify(found).slice(0, 200)}`,
      );
      if (!found.ok) expect(found.reason.zh && found.reason.en).toBeTruthy();
    });
  }

  afterAll(() => {
    const lines = [...score].map(
      ([field, { hit, of, missed }]) =>
        `${field.padEnd(10)} ${hit}/${of} ${((100 * hit) / of).toFixed(1)} %${missed.map((m) => `\n    missed ${m}`).join("")}`,
    );
    process.stdout.write(`\nInspection hit rate\n${lines.join("\n")}\n`);
  });

  it("hits 97 in 100 of all fields, and every container, encoding and refusal", () => {
    let hit = 0;
    let of = 0;
    for (const entry of score.values()) {
      hit += entry.hit;
      of += entry.of;
    }
    expect(hit / of).toBeGreaterThanOrEqual(0.97);
    for (const field of ["container", "encoding", "refusals", "header", "rows", "sheet"] as const)
      expect(rate(field), field).toBe(1);
    expect(rate("types")).toBeGreaterThanOrEqual(0.97);
  });
});
