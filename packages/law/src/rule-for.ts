import type { Day } from "./day.ts";
import { LawError, quoted } from "./law-error.ts";
import { qingdao299 } from "./packs/qingdao-299.ts";
import { statecouncil809 } from "./packs/statecouncil-809.ts";
import {
  type DutyHolderKind,
  dutyHolderKinds,
  longestDays,
  type Obligation,
  type ObligationId,
  obligationIds,
  type PackId,
  type Rule,
  type RuleId,
  type RulePack,
  ruleIds,
} from "./rule.ts";

/** Every pack, in the order in which equals are preferred. */
export const packs: readonly RulePack[] = [qingdao299, statecouncil809];

/** The packs that are on where nothing is configured. */
export const defaultPacks: readonly PackId[] = packs.filter((pack) => pack.defaultOn).map((pack) => pack.id);

/** What decides which law binds: the packs switched on, who owes the duty, and the triggering day. */
export interface Circumstances {
  readonly packs: readonly PackId[];
  readonly holder: DutyHolderKind;
  readonly at: Day;
}

/**
 * The rule that binds and the ones that lose against it. `binding.extension` is already narrowed to the
 * most days any competing rule leaves; `cappedBy` names the pack that narrowed it.
 */
export interface RuleChoice {
  readonly binding: Rule | null;
  readonly competing: readonly Rule[];
  readonly cappedBy: PackId | null;
}

/**
 * Chooses among the packs in force for the duty holder on that day: the shorter period wins, and no
 * extension goes beyond what another rule allows in all. `binding` is null where no pack that is on sets
 * the period. Refuses an unknown rule, pack or kind.
 */
export function ruleFor(id: RuleId, circumstances: Circumstances): RuleChoice {
  if (!ruleIds.includes(id)) throw unknown("规则", "rule", id, ruleIds);
  const rules = applicable(circumstances, (pack) => pack.rules).filter((rule) => rule.id === id);
  const [shortest, ...competing] = rules.sort(
    (a, b) => weight(a) - weight(b) || longestDays(a) - longestDays(b),
  );
  if (!shortest) return { binding: null, competing: [], cappedBy: null };
  return { competing, ...capExtension(shortest, competing) };
}

/** The duty or ban of that id that binds, and the weaker ones beside it; the stricter wins. */
export function obligationFor(id: ObligationId, circumstances: Circumstances) {
  if (!obligationIds.includes(id)) throw unknown("义务", "obligation", id, obligationIds);
  const found = applicable(circumstances, (pack) => pack.obligations)
    .filter((obligation) => obligation.id === id)
    .sort((a, b) => b.strictness - a.strictness);
  const [binding = null, ...competing] = found;
  return { binding, competing } as { binding: Obligation | null; competing: readonly Obligation[] };
}

/** Every duty and ban that binds in these circumstances, one per id. */
export function obligationsFor(circumstances: Circumstances): Obligation[] {
  return obligationIds
    .map((id) => obligationFor(id, circumstances).binding)
    .filter((binding): binding is Obligation => binding !== null);
}

/** A pack by its id; refuses an unknown one. */
export function packOf(id: PackId): RulePack {
  const pack = packs.find((candidate) => candidate.id === id);
  if (!pack)
    throw unknown(
      "规则包",
      "rule pack",
      id,
      packs.map((candidate) => candidate.id),
    );
  return pack;
}

type Dated = Pick<Rule, "since" | "until">;

function applicable<T extends Dated>(given: Circumstances, pick: (pack: RulePack) => readonly T[]): T[] {
  if (!Object.hasOwn(dutyHolderKinds, given.holder)) {
    throw unknown("机构类型", "kind of duty holder", given.holder, Object.keys(dutyHolderKinds));
  }
  for (const id of given.packs) packOf(id);
  const inForce = (dated: Dated) =>
    dated.since <= given.at && (dated.until === null || given.at <= dated.until);
  return packs
    .filter((pack) => given.packs.includes(pack.id) && pack.binds.includes(given.holder))
    .filter((pack) => inForce({ since: pack.inForce, until: pack.until }))
    .flatMap((pack) => pick(pack).filter(inForce));
}

/** Seven calendar days weigh as much as five working days. */
function weight(rule: Rule): number {
  return rule.unit === "working-day" ? rule.days * 7 : rule.days * 5;
}

function capExtension(rule: Rule, competing: readonly Rule[]): Pick<RuleChoice, "binding" | "cappedBy"> {
  const tightest = competing
    .filter((other) => other.unit === rule.unit)
    .sort((a, b) => longestDays(a) - longestDays(b))[0];
  if (!rule.extension || !tightest || longestDays(tightest) >= longestDays(rule)) {
    return { binding: rule, cappedBy: null };
  }
  const most = longestDays(tightest);
  const extension = most > rule.days ? { ...rule.extension, limit: { toDays: most } } : null;
  return { binding: { ...rule, extension }, cappedBy: tightest.pack };
}

function unknown(zh: string, en: string, value: unknown, known: readonly string[]): LawError {
  return new LawError("law.unknown-name", {
    zh: `没有名为“${quoted(value)}”的${zh}；可用：${known.join("、")}`,
    en: `no ${en} is called "${quoted(value)}"; known: ${known.join(", ")}`,
  });
}
