import { createHash } from "node:crypto";
import type { DutyHolderKind } from "@zhanqiao/law";
import { type Caller, type Clock, type Database, newId, type Tx } from "../platform/index.ts";
import type { ActionDeclaration, Decided, Declaration, Parties } from "./declaration.ts";
import type { Done, ProcedureModule } from "./module.ts";
import { type Statute, startPeriods, touchPeriods } from "./periods.ts";
import type { Permit } from "./permit.ts";
import { type ActRow, type CaseRow, insertCase, saveCase } from "./store.ts";

/** An act as the ledger records it; the content itself is only committed to. */
export interface Recorded {
  readonly id: string;
  readonly act: string;
  readonly procedure?: string;
  readonly subject?: string;
  readonly caller: Caller;
  readonly role?: string | null;
  readonly article: string;
  readonly at: Date;
  readonly content: object;
}

/** What the engine asks of the rest of the house. */
export interface EngineNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly statute: Statute;
  readonly modules: readonly ProcedureModule[];
  /** Cases an hour that one network may file without an account; absent: any number. */
  readonly filings?: number;
  /** Appends to the ledger in the act's own transaction. */
  readonly append: (tx: Tx, recorded: Recorded) => Promise<void>;
  /** Names and kinds of the organisations concerned. */
  readonly organisations: (
    tx: Tx,
    usccs: readonly string[],
  ) => Promise<ReadonlyMap<string, { name: string; holder: DutyHolderKind }>>;
}

/** An act that is permitted and parsed, about to be decided and saved. */
export interface Performing {
  readonly before: CaseRow;
  readonly name: string;
  readonly action: ActionDeclaration;
  readonly contents: Record<string, unknown>;
  readonly caller: Caller;
  readonly permit: Permit;
  readonly at: Date;
  readonly secret?: string | undefined;
}

/**
 * Decides, saves, moves the periods, appends to the ledger, and lets the unit do what follows, in the transaction given.
 */
export async function perform(
  tx: Tx,
  needs: EngineNeeds,
  module: ProcedureModule,
  p: Performing,
): Promise<void> {
  const { before, name, action, contents, caller, permit, at } = p;
  const { declaration } = module;
  const facts =
    (await module.facts?.(tx, { action: name, subject: before.subject, document: before.document })) ?? {};
  const decided: Decided<Record<string, unknown>> =
    action.decide?.({ document: before.document, contents, parties: before.parties, caller, at, facts }) ??
    {};
  const to = decided.to ?? action.to;
  const parties = decided.parties ?? before.parties;
  const after: CaseRow = {
    ...before,
    ...placeIn(declaration, to, parties),
    state: to,
    version: before.version + 1,
    title: decided.title ?? before.title,
    document: decided.document ?? before.document,
    parties,
    updated_at: at,
    closed_at: declaration.states[to]!.final ? at : null,
  };
  const actId = newId(at);
  const act: ActRow = {
    id: actId,
    case_id: before.id,
    version: after.version,
    action: name,
    from_state: before.version === 0 ? null : before.state,
    to_state: to,
    actor_kind: caller.kind,
    actor_id: caller.kind === "staff" ? caller.id : null,
    actor_org: caller.kind === "staff" ? caller.org : null,
    actor_role: permit.role,
    article: action.article,
    contents,
    at,
  };
  if (before.version === 0) await insertCase(tx, after, act, p.secret ? secretHash(p.secret) : null);
  else await saveCase(tx, after, act);

  const organisations = await needs.organisations(tx, Object.values(parties));
  const context = {
    caseId: before.id,
    parties,
    contents,
    at,
    by: caller.kind === "staff" ? caller.id : caller.kind,
    holderOf: (uscc: string) => organisations.get(uscc)?.holder ?? "government",
  };
  await touchPeriods(tx, needs.statute, action, context);
  await startPeriods(tx, needs.statute, [...(action.starts ?? []), ...(decided.starts ?? [])], context);

  // Same transaction: a decision we cannot prove must not stand.
  await needs.append(tx, {
    id: actId,
    act: `${declaration.name}.${name}`,
    procedure: declaration.id,
    subject: before.number,
    caller,
    role: permit.role,
    article: action.article,
    at,
    content: {
      case: before.number,
      version: after.version,
      from: before.state,
      to,
      contents: withoutPersonal(action, contents),
    },
  });
  const done: Done<Record<string, unknown>> = {
    caseId: before.id,
    number: before.number,
    action: name,
    from: before.version === 0 ? null : before.state,
    to,
    subject: before.subject,
    parties,
    document: after.document,
    contents,
    caller,
    at,
  };
  await module.effects?.[name]?.(tx, done);
}

// What somebody wrote about themselves stays with the case, where it can be erased; the ledger never holds it.
function withoutPersonal(
  action: ActionDeclaration,
  contents: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(contents).filter(([field]) => !action.personal?.includes(field)));
}

function placeIn(
  declaration: Declaration,
  state: string,
  parties: Parties,
): Pick<CaseRow, "viewers" | "waits_for"> {
  const s = declaration.states[state];
  if (!s) throw new Error(`${declaration.name} decided on unknown state ${state}`);
  const viewers = [...new Set(s.seenBy.map((party) => parties[party]).filter((uscc) => uscc !== undefined))];
  return { viewers, waits_for: s.waitsFor ? (parties[s.waitsFor] ?? null) : null };
}

/** What is stored of a follow-up secret. */
export const secretHash = (secret: string): Buffer => createHash("sha256").update(secret).digest();
