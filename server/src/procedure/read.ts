import type { z } from "zod";
import { type Caller, type Tx, thePlatform } from "../platform/index.ts";
import type * as contract from "./contract.ts";
import type { Declaration } from "./declaration.ts";
import { type EngineNeeds, secretHash } from "./perform.ts";
import { periodsOf } from "./periods.ts";
import { findQueue, type QueueQuery } from "./queue.ts";
import { refuse } from "./refusals.ts";
import { actsOf, type CaseRow, findCase, findFollowedUp } from "./store.ts";
import { type CaseItem, type CaseView, type Viewing, viewCase, viewClock, viewItem } from "./view.ts";

/** A case with clocks, history and what this caller can do now. 404 for what is not theirs to see. */
export function showCase(needs: EngineNeeds, caller: Caller, key: string): Promise<CaseView> {
  return needs.db.reading(caller, async (tx) => {
    const row = await findCase(tx, key);
    if (!row) throw refuse("case_missing");
    const acts = await actsOf(tx, row.id);
    const periods = await periodsOf(tx, row.id);
    const orgs = [...acts.map((a) => a.actor_org), ...periods.map((p) => p.owed_by)];
    const viewing = await viewingOf(tx, needs, [row], orgs);
    return viewCase(
      row,
      { acts, periods, declaration: declarationOf(needs, row.procedure), caller },
      viewing,
    );
  });
}

/** A page of the caller's queue with the counts above it. */
export function listCases(
  needs: EngineNeeds,
  caller: Caller,
  query: QueueQuery,
): Promise<z.output<typeof contract.queuePage>> {
  return needs.db.reading(caller, async (tx) => {
    const declarations = needs.modules.map((m) => m.declaration);
    const found = await findQueue(tx, caller, query, { now: needs.clock.now(), declarations });
    const owed = [...found.periods.values()].flat().map((p) => p.owed_by);
    const viewing = await viewingOf(tx, needs, found.cases, owed);
    const items: CaseItem[] = found.cases.map((row) =>
      viewItem(row, found.periods.get(row.id) ?? [], declarationOf(needs, row.procedure), viewing),
    );
    return { items, total: found.total, counts: found.counts };
  });
}

/** What somebody without an account sees of their case: state, clocks, acts by organisation; no contents. */
export function followCase(
  needs: EngineNeeds,
  given: { number: string; secret: string },
): Promise<z.output<typeof contract.followUpView>> {
  return needs.db.reading(thePlatform, async (tx) => {
    const row = await findFollowedUp(tx, given.number.trim().toUpperCase(), secretHash(given.secret.trim()));
    if (!row) throw refuse("follow_up_wrong");
    const declaration = declarationOf(needs, row.procedure);
    const acts = await actsOf(tx, row.id);
    const periods = await periodsOf(tx, row.id);
    const viewing = await viewingOf(
      tx,
      needs,
      [row],
      acts.map((a) => a.actor_org),
    );
    const state = declaration.states[row.state]!;
    return {
      number: row.number,
      procedureTitle: declaration.title,
      stateTitle: state.title,
      tone: state.tone,
      title: row.title,
      subject: row.subject,
      openedAt: row.opened_at.toISOString(),
      closedAt: row.closed_at?.toISOString() ?? null,
      clocks: periods.map((p) => viewClock(p, viewing)),
      history: acts.map((act) => ({
        title: declaration.actions[act.action]!.title,
        at: act.at.toISOString(),
        article: act.article,
        ...(act.actor_org
          ? { org: { uscc: act.actor_org, name: viewing.names.get(act.actor_org)?.name ?? act.actor_org } }
          : {}),
        // What the applicant is told (Art. 17: the outcome is made known to the person concerned).
        ...(typeof act.contents.outcome === "string" ? { outcome: act.contents.outcome } : {}),
      })),
    };
  });
}

/** The acts of a case the transaction's caller may see; empty where there is none. */
export async function actsSeen(
  tx: Tx,
  key: string,
): Promise<{ id: string; version: number; action: string }[]> {
  const row = await findCase(tx, key);
  return row ? actsOf(tx, row.id) : [];
}

/** The acts of a case followed with number and secret; empty where they do not belong together. */
export async function actsFollowed(tx: Tx, given: { number: string; secret: string }) {
  const row = await findFollowedUp(tx, given.number.trim().toUpperCase(), secretHash(given.secret.trim()));
  return row ? actsOf(tx, row.id) : [];
}

function declarationOf(needs: EngineNeeds, name: string): Declaration {
  const found = needs.modules.find((m) => m.declaration.name === name);
  if (!found) throw new Error(`a case of the undeclared procedure ${name}`);
  return found.declaration;
}

async function viewingOf(
  tx: Tx,
  needs: EngineNeeds,
  rows: readonly CaseRow[],
  more: readonly (string | null)[],
): Promise<Viewing> {
  const usccs = new Set(rows.flatMap((r) => Object.values(r.parties)));
  for (const uscc of more) if (uscc) usccs.add(uscc);
  const names = await needs.organisations(tx, [...usccs]);
  return { statute: needs.statute, now: needs.clock.now(), names };
}
