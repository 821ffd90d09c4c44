import { open } from "node:fs/promises";
import type { Caller } from "../../platform/index.ts";
import type { Finding, FindingsPage, FindingsQuery } from "../contract.ts";
import { type CollectNeeds, findingsFile } from "../needs.ts";
import { refuse } from "../refusals.ts";
import { findIntake } from "../store.ts";
import { requireMember } from "./permit.ts";

/** A line is a finding of at most 1,000 characters of value; a page is read in one go. */
const lineBytes = 8 * 1024;

/**
 * The rows that failed one rule, page by page, for the provider's own staff (Art. 15). The cursor is a place in the
 * rule's file; one that is not the beginning of a line is refused (400).
 */
export async function readFindings(
  needs: CollectNeeds,
  caller: Caller,
  id: string,
  query: FindingsQuery,
): Promise<FindingsPage> {
  requireMember(caller);
  const intake = await needs.db.reading(caller, (tx) => findIntake(tx, id));
  if (!intake) throw refuse("intake_missing");
  const place = intake.quality?.rules.findIndex((r) => r.id === query.rule) ?? -1;
  const rule = intake.quality?.rules[place];
  // A rule about the whole version fails in no row.
  if (!rule || !intake.result || rule.sample.length === 0) return { items: [], total: 0 };
  const from = Number(query.cursor ?? 0);
  if (!Number.isSafeInteger(from) || from < 0) throw refuse("wrong_cursor");
  const { items, next } = await readLines(
    needs.files.path(`${intake.result.folder}/${findingsFile(place)}`),
    from,
    query.limit,
  );
  return { items, total: rule.failed, ...(next === undefined ? {} : { next: String(next) }) };
}

async function readLines(
  path: string,
  from: number,
  limit: number,
): Promise<{ items: Finding[]; next?: number }> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    // One byte before, to see that a line begins here.
    const start = Math.max(0, from - 1);
    const buffer = Buffer.alloc(Math.min(limit * lineBytes, Math.max(0, size - start)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    if (from > 0 && buffer[0] !== 10) throw refuse("wrong_cursor");
    const items: Finding[] = [];
    let at = from - start;
    while (items.length < limit) {
      const end = buffer.subarray(0, bytesRead).indexOf(10, at);
      if (end < 0) break;
      items.push(JSON.parse(buffer.toString("utf8", at, end)) as Finding);
      at = end + 1;
    }
    const next = start + at;
    return next < size ? { items, next } : { items };
  } finally {
    await file.close();
  }
}
