export { type Article, type Bearer, bearers, type Chapter } from "./articles/article.ts";
export { articleOf, articles, chapters } from "./articles/index.ts";
export {
  type Calendar,
  calendarOf,
  classify,
  type DayClass,
  knownYears,
  publishedCalendar,
  withYear,
} from "./calendar.ts";
export { chineseNumber, cite, citeArticle } from "./cite.ts";
export { type DeadlineArgs, deadlineUsage, parseDeadlineArgs, runDeadline } from "./cli-deadline.ts";
export {
  type Counted,
  type CountedDay,
  calendarDays,
  countDays,
  daysWithin,
  LONGEST_PERIOD,
  rollForward,
  type SkippedDay,
  type Unit,
  workingDays,
} from "./count.ts";
export {
  addDays,
  type Day,
  dayOf,
  daysBetween,
  endOf,
  FIRST_DAY,
  isDay,
  LAST_DAY,
  parseDay,
  startOf,
  weekdayOf,
  yearOf,
} from "./day.ts";
export { countingRule, type Deadline, type DeadlineQuestion, describeDeadline } from "./deadline.ts";
export { formatDay } from "./format-day.ts";
export { LawError, type Text } from "./law-error.ts";
export { qingdao299 } from "./packs/qingdao-299.ts";
export { statecouncil809 } from "./packs/statecouncil-809.ts";
export {
  type ExtensionRecord,
  type ExtensionRequest,
  extendPeriod,
  meetPeriod,
  openPeriod,
  type Period,
  recomputePeriod,
} from "./period.ts";
export { type PeriodStatus, periodStatus, remainingDays } from "./period-status.ts";
export { publishedYears } from "./published-years.ts";
export {
  type Consent,
  type DutyHolderKind,
  dutyHolderKinds,
  type Extension,
  longestDays,
  type Obligation,
  type ObligationId,
  type Owner,
  obligationIds,
  type PackId,
  type Rule,
  type RuleId,
  type RulePack,
  ruleIds,
  type Trigger,
} from "./rule.ts";
export {
  type Circumstances,
  defaultPacks,
  obligationFor,
  obligationsFor,
  packOf,
  packs,
  type RuleChoice,
  ruleFor,
} from "./rule-for.ts";
export { type NamedDay, statutoryHolidays } from "./statutory-holidays.ts";
export { parseYearTable, type YearTable } from "./year-table.ts";
