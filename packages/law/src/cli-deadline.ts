import { type Calendar, publishedCalendar } from "./calendar.ts";
import { LONGEST_PERIOD } from "./count.ts";
import { type Day, parseDay } from "./day.ts";
import { type Deadline, describeDeadline } from "./deadline.ts";
import { LawError, quoted } from "./law-error.ts";
import { type DutyHolderKind, dutyHolderKinds, type PackId, type RuleId } from "./rule.ts";
import { defaultPacks, packOf, ruleFor } from "./rule-for.ts";

/** The options of `zhanqiao deadline`, parsed. */
export interface DeadlineArgs {
  readonly from: Day;
  readonly days: number | null;
  readonly rule: RuleId | null;
  readonly packs: readonly PackId[];
  readonly holder: DutyHolderKind;
  readonly json: boolean;
}

export const deadlineUsage = [
  "用法 / usage: zhanqiao deadline --from YYYY-MM-DD (--days N | --rule RULE) [options]",
  "  --from DATE    触发日（当日不计入） / the triggering day, which does not count",
  "  --days N       工作日数 / working days",
  "  --rule RULE    规则编号，如 correction.by-agency / a rule's id",
  "  --pack PACK    规则包，可重复；默认 qingdao-299 / rule pack, repeatable",
  `  --holder KIND  义务主体 / duty holder: ${Object.keys(dutyHolderKinds).join(", ")}`,
  "  --json         输出计算明细 / print how it was counted",
].join("\n");

/**
 * `zhanqiao deadline` without the printing: what to write and the exit code. 0 with the due day (or JSON), 2
 * with a message in Chinese and English when the arguments are no good.
 */
export function runDeadline(
  argv: readonly string[],
  calendar: Calendar = publishedCalendar(),
): { out: string; exit: number } {
  if (argv.includes("--help") || argv.includes("-h")) return { out: deadlineUsage, exit: 0 };
  try {
    const args = parseDeadlineArgs(argv);
    const deadline = answer(args, calendar);
    return { out: args.json ? JSON.stringify(deadline, null, 2) : line(deadline), exit: 0 };
  } catch (error) {
    if (!(error instanceof LawError)) throw error;
    return { out: `${error.text.zh}\n${error.text.en}`, exit: 2 };
  }
}

/** Parses the options; refuses unknown, repeated (other than --pack), missing and contradictory ones. */
export function parseDeadlineArgs(argv: readonly string[]): DeadlineArgs {
  const given = readOptions(argv);
  const from = given.get("--from")?.[0];
  const days = given.get("--days")?.[0];
  const rule = given.get("--rule")?.[0];
  const holder = given.get("--holder")?.[0] ?? "government";
  if (from === undefined) throw bad("缺少 --from 触发日", "--from, the triggering day, is missing");
  if ((days === undefined) === (rule === undefined)) {
    throw bad("请在 --days 与 --rule 中任选其一", "give either --days or --rule");
  }
  if (!Object.hasOwn(dutyHolderKinds, holder)) {
    const known = Object.keys(dutyHolderKinds).join(", ");
    throw bad(
      `不认识的义务主体“${quoted(holder)}”，可用：${known}`,
      `unknown --holder "${quoted(holder)}"; use ${known}`,
    );
  }
  const chosen = (given.get("--pack") ?? defaultPacks) as PackId[];
  return {
    from: parseDay(from),
    days: days === undefined ? null : readDays(days),
    rule: (rule ?? null) as RuleId | null,
    packs: [...new Set(chosen.map((id) => packOf(id).id))],
    holder: holder as DutyHolderKind,
    json: given.has("--json"),
  };
}

function answer(args: DeadlineArgs, calendar: Calendar): Deadline {
  const { from, packs } = args;
  if (args.rule === null) return describeDeadline({ from, days: args.days!, calendar, packs });
  const { binding, competing } = ruleFor(args.rule, { packs, holder: args.holder, at: from });
  if (binding)
    return describeDeadline({ from, days: binding.days, calendar, rule: binding, competing, packs });
  throw bad(
    `${from} 时，规则包 ${packs.join("、")} 中没有约束${dutyHolderKinds[args.holder].zh}的规则 ${args.rule}`,
    `on ${from} no rule ${args.rule} of ${packs.join(", ")} binds a ${dutyHolderKinds[args.holder].en}`,
  );
}

function line(deadline: Deadline): string {
  if (!deadline.provisional) return deadline.due;
  return `${deadline.due} (暂定：有年份的放假安排尚未公布 / provisional: a year's holiday notice is not published)`;
}

const valued = ["--from", "--days", "--rule", "--pack", "--holder"];

function readOptions(argv: readonly string[]): Map<string, string[]> {
  const given = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i++) {
    const [name = "", inline] = splitOnce(argv[i]!);
    if (name === "--json" && inline === undefined) {
      given.set(name, []);
      continue;
    }
    if (!valued.includes(name))
      throw bad(`不认识的参数“${quoted(argv[i])}”`, `unknown argument "${quoted(argv[i])}"`);
    const value = inline ?? argv[++i];
    if (value === undefined || (inline === undefined && value.startsWith("--"))) {
      throw bad(`${name} 缺少取值`, `${name} needs a value`);
    }
    const earlier = given.get(name) ?? [];
    if (earlier.length > 0 && name !== "--pack") throw bad(`${name} 重复`, `${name} is given twice`);
    given.set(name, [...earlier, value]);
  }
  return given;
}

function splitOnce(argument: string): [string, string?] {
  const at = argument.indexOf("=");
  return at === -1 ? [argument] : [argument.slice(0, at), argument.slice(at + 1)];
}

function readDays(value: string): number {
  const days = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (days >= 1 && days <= LONGEST_PERIOD) return days;
  throw bad(
    `--days 须为 1 至 ${LONGEST_PERIOD} 的整数，收到“${quoted(value)}”`,
    `--days must be a whole number from 1 to ${LONGEST_PERIOD}, got "${quoted(value)}"`,
  );
}

function bad(zh: string, en: string): LawError {
  return new LawError("deadline.arguments", { zh, en });
}
