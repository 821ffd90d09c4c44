import { type Calendar, classify, type DayClass } from "./calendar.ts";
import { type Day, weekdayOf } from "./day.ts";

const zhWeekdays = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const enWeekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const enMonths =
  "January February March April May June July August September October November December".split(" ");

/**
 * A day as it is shown where a deadline is meant: 2026年10月10日 (周六·调休工作日) / 10 October 2026 (Sat,
 * make-up working day). A day in a year whose notice is not known says so.
 */
export function formatDay(day: Day, calendar: Calendar, language: "zh" | "en"): string {
  const kind = classify(calendar, day);
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const weekday = weekdayOf(day);
  if (language === "zh") {
    const notes = [zhWeekdays[weekday]!, ...zhNotes(kind)].join("·");
    return `${year}年${month}月${date}日 (${notes})`;
  }
  const notes = [enWeekdays[weekday]!, ...enNotes(kind)].join(", ");
  return `${date} ${enMonths[month - 1]} ${year} (${notes})`;
}

function zhNotes(kind: DayClass): string[] {
  const note = {
    weekday: [],
    weekend: ["休息日"],
    holiday: [`${kind.name?.zh}放假`],
    "make-up": ["调休工作日"],
  }[kind.reason];
  return kind.known ? note : [...note, "放假安排未公布"];
}

function enNotes(kind: DayClass): string[] {
  const note = {
    weekday: [],
    weekend: ["weekend"],
    holiday: [`${kind.name?.en} holiday`],
    "make-up": ["make-up working day"],
  }[kind.reason];
  return kind.known ? note : [...note, "holiday notice not yet published"];
}
