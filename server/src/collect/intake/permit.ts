import { type Caller, isMember, type Member, type Tx } from "../../platform/index.ts";
import type { IntakeState } from "../contract.ts";
import { refuse } from "../refusals.ts";
import { findIntake, type IntakeRow } from "../store.ts";

/** Delivering data is the duty of the agency that provides it (Art. 12), done by its data officer. */
export const article = "12";

/** Names of the states as refusals say them. */
export const stateNames: Record<IntakeState, string> = {
  receiving: "上传中",
  inspecting: "识别中",
  inspected: "待确认",
  refused: "不能接收",
  loading: "装载中",
  checked: "待发布",
  published: "已发布",
  failed: "装载失败",
  cancelled: "已取消",
};

/** Whoever is signed in, and an organisation's system; refuses the rest (401). */
export function requireMember(caller: Caller): asserts caller is Member {
  if (!isMember(caller)) throw refuse("sign_in", { article });
}

/**
 * A data officer, or a system that may deliver; others are refused (403). Of which organisation, the caller of this
 * checks.
 */
export function requireOfficer(caller: Caller): asserts caller is Member {
  requireMember(caller);
  const may =
    caller.kind === "machine" ? caller.scopes.includes("data:deliver") : caller.roles.includes("officer");
  if (!may) throw refuse("officer_needed", { article });
}

/**
 * An intake of the caller's own organisation, locked. Another organisation's is not there (404), whatever the
 * caller's role; within it only an officer acts (403).
 */
export async function ownIntake(tx: Tx, caller: Caller, id: string): Promise<IntakeRow> {
  requireMember(caller);
  const found = await findIntake(tx, id, true);
  if (!found || found.provider !== caller.org) throw refuse("intake_missing");
  requireOfficer(caller);
  return found;
}

/** Refuses (409) what the intake's state does not allow; `action` in Chinese and English. */
export function requireState(
  intake: Pick<IntakeRow, "state">,
  allowed: readonly IntakeState[],
  action: string,
): void {
  if (!allowed.includes(intake.state))
    throw refuse("not_now", { params: { state: stateNames[intake.state], action } });
}
