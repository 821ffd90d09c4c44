import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { inspectFile } from "./inspect-file.ts";
import type { InspectedColumn, Inspection, InspectionLimits, InspectionRefused } from "./inspection.ts";

/** A folder that is gone after the tests, and inspections of texts and bytes put into it. */
export function workshop() {
  const folder = mkdtempSync(join(tmpdir(), "inspect-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  const put = (content: string | Uint8Array, name = `${++files}.csv`): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const inspect = async (
    content: string | Uint8Array,
    name?: string,
    limits?: Partial<InspectionLimits>,
  ): Promise<Inspection> => {
    const result = await inspectFile(put(content, name), limits ? { limits } : {});
    if (!result.ok) throw new Error(`${result.code}: ${result.reason.en}`);
    return result;
  };
  const refuse = async (
    content: string | Uint8Array,
    name?: string,
    limits?: Partial<InspectionLimits>,
  ): Promise<InspectionRefused> => {
    const result = await inspectFile(put(content, name), limits ? { limits } : {});
    if (result.ok) throw new Error(`taken as ${result.container}, ${result.rows} rows`);
    return result;
  };
  return { folder, put, inspect, refuse };
}

/** `name:type` of each column. */
export const typesOf = ({ columns }: Inspection): string[] => columns.map((c) => `${c.label}:${c.type}`);

export function columnOf(inspection: Inspection, label: string): InspectedColumn {
  const column = inspection.columns.find((each) => each.label === label);
  if (!column) throw new Error(`no column ${label} among ${inspection.columns.map((c) => c.label)}`);
  return column;
}

/** Kind and count of what was set aside. */
export const asideOf = ({ setAside }: Inspection): Record<string, number> =>
  Object.fromEntries(setAside.map(({ kind, count }) => [kind, count]));

export const warningsOf = (of: { warnings: { code: string }[] }): string[] => of.warnings.map((w) => w.code);
