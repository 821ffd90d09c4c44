import { dayOf, yearOf } from "@zhanqiao/law";
import {
  type Caller,
  elevate,
  fieldProblems,
  newId,
  newSecret,
  type Tx,
  thePlatform,
} from "../platform/index.ts";
import { countFiling } from "./count-filing.ts";
import type { ActionDeclaration, Declaration } from "./declaration.ts";
import type { ProcedureModule } from "./module.ts";
import { type EngineNeeds, perform } from "./perform.ts";
import { type Permit, permitFor, whoMay } from "./permit.ts";
import { refuse } from "./refusals.ts";
import { type CaseRow, findCase, hasActed, nextNumber } from "./store.ts";

export interface OpenRequest {
  readonly procedure: string;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly contents: unknown;
  /** Where it comes from, by which filings without an account are counted. */
  readonly address?: string;
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
    if (!permit || !mayProvide(declaration, permit, caller))
      throw refuse("not_yours", { article: action.article, params: { who: whoMay(action).zh } });
    if (caller.kind === "anyone" && needs.filings && request.address)
      await countFiling(tx, { address: request.address, at, most: needs.filings });
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

/** Whether an organisation of the caller's kind can be the provider the caller acts for: a vendor or operator is none. */
function mayProvide({ providers }: Declaration, permit: Permit, caller: Caller): boolean {
  if (!providers || permit.party !== "provider" || caller.kind !== "staff") return true;
  return providers.includes(caller.orgKind);
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
