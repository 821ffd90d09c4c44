import { beginIntake, entryContents, piece, publishedEntry, settledIntake } from "../journeys/acts.ts";
import {
  answeredCorrections,
  changedTypes,
  extendedCorrection,
  hostileActs,
  wanderingEntries,
} from "./hostile-acts.ts";
import { hostileAgency, hostileNeighbours } from "./hostile-people.ts";
import { Writer, type Written } from "./hostile-writer.ts";
import { csvCell, payloads } from "./strings.ts";

/** What was written into the city, and where it is to be seen. */
export type HostileCity = Awaited<ReturnType<typeof writePayloads>>;

const columns = ["name", "second", "third"] as const;

/** Payload by payload, around and around. */
const all = (from: number, max: number): string => payloads[from % payloads.length]!.slice(0, max);

/** An entry's metadata with payloads wherever a text is read, and sound where it is checked. */
function hostileContents(name: string): Record<string, unknown> & { items: Record<string, unknown>[] } {
  const contents = entryContents(
    name,
    columns.map((column, i) => [all(i + 2, 100), column, "string"] as const),
    {
      abstract: payloads.join(" ").slice(0, 2900),
      basis: payloads.slice(9, 14).join(" ").slice(0, 480),
      keywords: payloads.map((text) => text.trim().slice(0, 30)).slice(0, 20),
    },
  );
  const items = (contents.items as Record<string, unknown>[]).map((item, i) => ({
    ...item,
    description: payloads
      .slice(i * 8, i * 8 + 8)
      .join(" ")
      .slice(0, 480),
    unit: all(i, 30),
    codeList: all(i + 15, 190),
  }));
  return { ...contents, items };
}

/**
 * Writes payloads into the names of an agency and its people, and as these into every text of entries, their data,
 * files, corrections and the acts on them.
 */
export async function writePayloads(address: string) {
  const written: Written = { places: new Set(), cases: new Map() };
  const signIn = (login: string) => new Writer(address, written).signIn(login);
  const stamp = String(Date.now());
  const [admin, reviewer, head] = await Promise.all(
    ["shuju-guanli", "shuju-shenhe", "jiaoyu-fuze"].map(signIn),
  );
  const agency = await hostileAgency(admin!, stamp);
  const { officer } = agency;
  await hostileNeighbours(admin!, stamp);
  const contents = hostileContents(`${payloads[0]}${payloads[1]}${stamp}`);
  const entry = await publishedEntry(officer, reviewer!, contents);
  const other = await publishedEntry(
    officer,
    reviewer!,
    hostileContents(`${payloads[2]}${payloads[3]}${stamp}`),
  );
  const cells = payloads.map((_, i) => columns.map((_c, k) => all(i + k, 400)));
  // Headings that look like any other row are taken for one.
  const lines = [contents.items.map((item) => String(item.name)), ...cells];
  const csv = Buffer.from(`${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`);
  const intake = await publishAsIs(officer, entry.subject, `${payloads[1]}.csv`, csv);
  const waiting = await beginIntake(officer, entry.subject, `${payloads[5]}.csv`.slice(0, 200), csv.length);
  await piece(officer, waiting, 0, csv);
  await settledIntake(officer, waiting);

  const acts = await hostileActs(officer);
  const staff = { acts, officer, reviewer: reviewer! };
  const { draft, retired } = await wanderingEntries(staff, stamp);
  const changes = await changedTypes(staff, other.subject);
  const corrections = await answeredCorrections(staff, entry.subject);
  const extended = await extendedCorrection(acts, head!);
  return {
    ...{ written, agency, officer, admin: admin!, entry, other, intake, waiting, cells: lines },
    ...{ draft, retired, changes, corrections, extended },
  };
}

/** Delivers a file whose columns stand in the order of the entry's items; answers its intake. */
async function publishAsIs(officer: Writer, entry: string, name: string, bytes: Uint8Array): Promise<string> {
  const id = await beginIntake(officer, entry, name, bytes.length);
  await piece(officer, id, 0, bytes);
  const found = await settledIntake(officer, id);
  if (found.state !== "inspected") throw new Error(JSON.stringify(found.refusal));
  const mapping = columns.map((to, from) => ({ from, to, type: "string" }));
  const accept = [
    ...found.inspection.warnings,
    ...found.inspection.columns.flatMap((column: { warnings: unknown[] }) => column.warnings),
  ].map((warning: { code: string }) => warning.code);
  const asked = await officer.send("POST", `/intakes/${id}/load`, { mapping, accept: [...new Set(accept)] });
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
  const loaded = await settledIntake(officer, id);
  if (loaded.state !== "checked") throw new Error(JSON.stringify(loaded.refusal));
  const published = await officer.send("POST", `/intakes/${id}/publish`, { note: payloads[0] });
  if (published.status !== 200) throw new Error(JSON.stringify(published.body));
  return id;
}
