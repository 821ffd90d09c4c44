import { type Actor, canonicalJson, decodeEntry, type LedgerEntry, LogRefusal } from "@zhanqiao/tlog";
import { type Database, type Tx, thePlatform } from "../platform/index.ts";
import { actsAfter, escalationsAfter, type KeptAct } from "../procedure/index.ts";
import { type Findings, type FsckFinding, found } from "./fsck-findings.ts";
import { type KeptEntry, keptOfActs } from "./store.ts";

/** An act as the unit that did it keeps it, to be held against its entry. */
export interface RecordedAct {
  readonly id: string;
  /** Case number, dataset code. */
  readonly name: string;
  readonly act: string;
  readonly case: string | null;
  readonly article?: string;
  readonly at: Date;
  readonly actor?: Actor;
  /** What the unit still knows of the content; each field must be the one committed to. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Fields of `content.contents` that the ledger never gets, because they are personal. */
  readonly withheld?: readonly string[];
}

/** A unit's acts in the order of their ids, a page at a time. */
export interface ActSource {
  after(tx: Tx, id: string | null, most: number): Promise<readonly RecordedAct[]>;
}

/** Which fields of an action's contents are personal, by procedure and action. */
export type PersonalFields = (procedure: string, action: string) => readonly string[];

/** Acts on cases, and periods that were put on the record when they ran out. */
export function procedureSources(personal: PersonalFields): ActSource[] {
  return [
    {
      after: async (tx, id, most) =>
        (await actsAfter(tx, id, most)).map((row) => ({
          ...{ id: row.id, name: row.number, case: row.number, article: row.article, at: row.at },
          act: `${row.procedure}.${row.action}`,
          ...actorOf(row),
          content: {
            ...{ subject: row.number, case: row.number, version: row.version },
            ...{ from: row.from_state ?? "none", to: row.to_state, contents: row.contents },
          },
          withheld: personal(row.procedure, row.action),
        })),
    },
    {
      after: async (tx, id, most) =>
        (await escalationsAfter(tx, id, most)).map((row) => ({
          ...{ id: row.id, name: row.number, case: row.number, article: row.article, at: row.at },
          act: "period.overdue",
          content: { case: row.number, period: row.name, owedBy: row.owed_by },
        })),
    },
  ];
}

function actorOf(row: KeptAct): { actor?: Actor } {
  if (row.actor_kind !== "staff") return { actor: { role: row.actor_kind, org: row.actor_kind } };
  if (!row.actor_id || !row.actor_org || !row.actor_role) return {};
  return { actor: { id: row.actor_id, role: row.actor_role, org: row.actor_org } };
}

/** Holds every act of the sources against its entry. Returns how many acts there are. */
export async function checkActs(
  db: Database,
  sources: readonly ActSource[],
  findings: Findings,
  progress: (acts: number) => void,
): Promise<number> {
  let acts = 0;
  for (const source of sources)
    for (let after: string | null = null; ; ) {
      // Acts first: the entry of an act that is there is there too, for both came in one transaction.
      const page = await db.reading(thePlatform, (tx) => source.after(tx, after, 500));
      if (page.length === 0) break;
      const entries = new Map<string, KeptEntry[]>();
      const rows = await db.reading(thePlatform, (tx) =>
        keptOfActs(
          tx,
          page.map((act) => act.id),
        ),
      );
      for (const row of rows) entries.set(row.act_id, [...(entries.get(row.act_id) ?? []), row]);
      for (const act of page) findings.add(...checkAct(act, entries.get(act.id) ?? []));
      acts += page.length;
      progress(acts);
      after = page.at(-1)!.id;
    }
  return acts;
}

function checkAct(act: RecordedAct, entries: readonly KeptEntry[]): FsckFinding[] {
  const names = { name: act.name, act: act.act, id: act.id };
  const [row, ...more] = entries;
  if (!row) return [found("act.unrecorded", names)];
  if (more.length > 0) return [found("act.doubled", { ...names, count: entries.length })];
  const entry = decoded(row);
  const field = entry && differing(act, entry, row.content);
  return field ? [found("act.differs", { ...names, field, index: row.index ?? -1 })] : [];
}

/** An entry out of form is found and named where the entries are walked. */
function decoded(row: KeptEntry): LedgerEntry | undefined {
  try {
    return decodeEntry(new Uint8Array(row.bytes));
  } catch (error) {
    if (error instanceof LogRefusal) return undefined;
    throw error;
  }
}

/** The first field in which an act and its entry, or the content the entry commits to, part. */
function differing(
  act: RecordedAct,
  entry: LedgerEntry,
  content: Record<string, unknown> | null,
): string | undefined {
  if (entry.act !== act.act) return "act";
  if (entry.case !== act.case) return "case";
  if (act.article !== undefined && entry.article !== act.article) return "article";
  if (entry.at !== act.at.toISOString()) return "at";
  if (act.actor && !same(entry.actor, act.actor)) return "actor";
  if (!content) return undefined;
  for (const [field, value] of Object.entries(act.content)) {
    if (field === "contents") {
      const part = differingContents(value, content.contents, act.withheld ?? []);
      if (part) return `contents.${part}`;
    } else if (!same(value, content[field])) return field;
  }
  return undefined;
}

function differingContents(
  ofAct: unknown,
  committed: unknown,
  withheld: readonly string[],
): string | undefined {
  const [here, there] = [fieldsOf(ofAct), fieldsOf(committed)];
  for (const field of new Set([...Object.keys(here), ...Object.keys(there)])) {
    if (withheld.includes(field) && !Object.hasOwn(there, field)) continue;
    if (!same(here[field], there[field])) return field;
  }
  return undefined;
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const same = (a: unknown, b: unknown) =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
