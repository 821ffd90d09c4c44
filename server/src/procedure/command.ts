import { createHash } from "node:crypto";
import { type DutyHolderKind, dayOf, yearOf } from "@zhanqiao/law";
import {
  type Caller,
  type Clock,
  type Database,
  elevate,
  fieldProblems,
  newId,
  newSecret,
  type Tx,
  thePlatform,
} from "../platform/index.ts";
import type { ActionDeclaration, Decided, Declaration, Parties } from "./declaration.ts";
import type { Done, ProcedureModule } from "./module.ts";
import { type Statute, startPeriods, touchPeriods } from "./periods.ts";
import { type Permit, permitFor, whoMay } from "./permit.ts";
import { refuse } from "./refusals.ts";
import { type CaseRow, findCase, hasActed, insertAct, insertCase, nextNumber, saveCase } from "./store.ts";

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
  /** Appends to the ledger in the act's own transaction. */
  readonly append: (tx: Tx, recorded: Recorded) => Promise<void>;
  /** Names and kinds of the organisations concerned. */
  readonly organisations: (
    tx: Tx,
    usccs: readonly string[],
  ) => Promise<ReadonlyMap<string, { name: string; holder: DutyHolderKind }>>;
}

export interface OpenRequest {
  readonly procedure: string;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly contents: unknown;
}

export interface ActRequest {
  /** Id or number of the case. */
  readonly key: string;
  readonly action: string;
  /** The version the decision was made on. */
  readonly version: number;
  readonly contents: unknown;
}

/** What somebody without an account follows their case with; shown once. */
export interface FollowUp {
  readonly number: string;
  readonly secret: string;
}

/**
 * Opens a case. One transaction: permission, contents, decision, case, periods, ledger entry, what follows.
 * @throws Refusal 403 with the article when the caller may not, 422 naming the fields when contents are wrong.
 */
export async function openCase(
  needs: EngineNeeds,
  caller: Caller,
  request: OpenRequest,
): Promise<{ id: string; followUp?: FollowUp }> {
  const module = moduleFor(needs, request.procedure);
  const { declaration } = module;
  const name =
    request.action ?? Object.keys(declaration.actions).find((k) => declaration.actions[k]!.from === "none")!;
  const action = actionOf(declaration, name);
  if (action.from !== "none") throw refuse("not_an_opening", { params: { action: action.title.zh } });
  const contents = parseContents(action, request.contents);

  return needs.db.acting(thePlatform, async (tx) => {
    const at = needs.clock.now();
    const opened = await module.opening(tx, {
      caller,
      action: name,
      contents,
      at,
      ...(request.subject === undefined ? {} : { subject: request.subject }),
    });
    const permit = permitFor(action, caller, opened.parties);
    if (!permit) throw refuse("not_yours", { article: action.article, params: { who: whoMay(action).zh } });
    const id = newId(at);
    const before: CaseRow = {
      id,
      number: await nextNumber(tx, declaration.prefix, yearOf(dayOf(at))),
      procedure: declaration.name,
      state: "none",
      version: 0,
      title: opened.title,
      subject: opened.subject ?? null,
      parties: opened.parties,
      viewers: [],
      waits_for: null,
      document: opened.document as Record<string, unknown>,
      opened_at: at,
      updated_at: at,
      closed_at: null,
    };
    const secret = caller.kind === "anyone" ? newSecret(9) : undefined;
    await perform(tx, needs, module, { before, name, action, contents, caller, permit, at, secret });
    return secret ? { id, followUp: { number: before.number, secret } } : { id };
  });
}

/**
 * Acts on a case. The row is locked first, so of any number of opposite decisions on one version exactly one
 * stands and the rest are told (409); a refusal of any kind changes nothing.
 */
export function actOnCase(needs: EngineNeeds, caller: Caller, request: ActRequest): Promise<void> {
  return needs.db.acting(caller, (tx) => actWithin(tx, needs, caller, request));
}

/** `actOnCase` inside a transaction that already runs, for a unit whose own work ends in an act on a case. */
export async function actWithin(
  tx: Tx,
  needs: EngineNeeds,
  caller: Caller,
  request: ActRequest,
): Promise<void> {
  const before = await findCase(tx, request.key, true);
  if (!before) throw refuse("case_missing");
  const module = moduleFor(needs, before.procedure);
  const action = actionOf(module.declaration, request.action);
  if (before.version !== request.version)
    throw refuse("version_conflict", { params: { version: before.version } });
  const permit = permitFor(action, caller, before.parties);
  if (!permit) throw refuse("not_yours", { article: action.article, params: { who: whoMay(action).zh } });
  if (action.from === "none" || !action.from.includes(before.state)) {
    const state = module.declaration.states[before.state]!.title;
    throw refuse("not_now", {
      article: action.article,
      params: { state: state.zh, action: action.title.zh },
    });
  }
  const contents = parseContents(action, request.contents);
  await elevate(tx);
  await requireOtherEyes(tx, before, action, permit, caller);
  await perform(tx, needs, module, {
    before,
    name: request.action,
    action,
    contents,
    caller,
    permit,
    at: needs.clock.now(),
  });
}

interface Performing {
  readonly before: CaseRow;
  readonly name: string;
  readonly action: ActionDeclaration;
  readonly contents: Record<string, unknown>;
  readonly caller: Caller;
  readonly permit: Permit;
  readonly at: Date;
  readonly secret?: string | undefined;
}

async function perform(tx: Tx, needs: EngineNeeds, module: ProcedureModule, p: Performing): Promise<void> {
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
  if (before.version === 0) await insertCase(tx, after, p.secret ? secretHash(p.secret) : null);
  else await saveCase(tx, after);

  const actId = newId(at);
  await insertAct(tx, {
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
  });

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
    content: { case: before.number, version: after.version, from: before.state, to, contents },
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

/** Where one organisation is both provider and authority, the person who submitted may not also decide. */
async function requireOtherEyes(
  tx: Tx,
  before: CaseRow,
  action: ActionDeclaration,
  permit: Permit,
  caller: Caller,
) {
  const reviewing = permit.party === "authority" || permit.party === "cityAuthority";
  if (!reviewing || caller.kind !== "staff" || before.parties.provider !== caller.org) return;
  if (await hasActed(tx, before.id, caller.id))
    throw refuse("other_eyes_needed", { article: action.article });
}

function moduleFor(needs: EngineNeeds, name: string): ProcedureModule {
  const module = needs.modules.find((m) => m.declaration.name === name);
  if (!module) throw refuse("unknown_procedure", { params: { name: name.slice(0, 60) } });
  return module;
}

function actionOf(declaration: Declaration, name: string): ActionDeclaration {
  if (!Object.hasOwn(declaration.actions, name))
    throw refuse("unknown_action", { params: { procedure: declaration.name, action: name.slice(0, 60) } });
  return declaration.actions[name]!;
}

function parseContents(action: ActionDeclaration, given: unknown): Record<string, unknown> {
  const parsed = action.contents.safeParse(given ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data as Record<string, unknown>;
  throw refuse("contents_missing", { article: action.article, fields: fieldProblems(parsed.error) });
}

/** What is stored of a follow-up secret. */
export const secretHash = (secret: string): Buffer => createHash("sha256").update(secret).digest();
