import type { Reading } from "./reading.ts";
import { text, tidy } from "./tidy-sql.ts";

/** Chinese and plain numbers of months as two digits; the ones up to four serve quarters too. */
const months: readonly [string, string][] = [
  ["十二", "12"],
  ["十一", "11"],
  ["十", "10"],
  ["九", "9"],
  ["八", "8"],
  ["七", "7"],
  ["六", "6"],
  ["五", "5"],
  ["四", "4"],
  ["三", "3"],
  ["二", "2"],
  ["一", "1"],
];

/**
 * SQL that reads a period as sortable text: `2023`, `2023-03`, `2023-Q2`, `2023-H1`, `2023/2024`; without a year,
 * where a whole column is so: `--03` (ISO 8601), `Q2`, `H1`. Years 1900–2100. As `readPeriod` of the inspection.
 */
export function periodReading(formats: readonly string[]): Reading {
  const fast = (x: string) =>
    `regexp_replace(${months.reduce((sql, [from, to]) => `replace(${sql}, ${text(from)}, ${text(to)})`, tidy(x))}, '\\s+', '', 'g')`;
  const year = "((?:19|20)\\d{2}|2100)(?:学年度?|年度?)?";
  const form = (pattern: string, result: string) => (f: string) =>
    `WHEN regexp_full_match(${f}, ${text(pattern)}) THEN regexp_replace(${f}, ${text(pattern)}, ${text(result)})`;
  const quarterly = formats.includes("YYYY0Q");
  const cases = [
    form(year, "\\1"),
    form(`${year}第?[Qq]?-?[Qq]?([1-4])季度?`, "\\1-Q\\2"),
    form(`${year}[-/]?[Qq]([1-4])`, "\\1-Q\\2"),
    form(`${year}(?:上半年|[-/]?[Hh]1)`, "\\1-H1"),
    form(`${year}(?:下半年|[-/]?[Hh]2)`, "\\1-H2"),
    quarterly ? form(`${year}0([1-4])`, "\\1-Q\\2") : form(`${year}(0[1-9]|1[0-2])`, "\\1-\\2"),
    form(`${year}[-/.]?(0[1-9]|1[0-2])(?:月份?)?`, "\\1-\\2"),
    form(`${year}[-/.]?([1-9])(?:月份?)?`, "\\1-0\\2"),
    form(`${year}[-–—~～至到/]((?:19|20)\\d{2})(?:学年度?|年度?)?`, "\\1/\\2"),
  ];
  // Beside whole periods a month without its year cannot be placed in time, so it is read only where all are so.
  if (formats.length > 0 && formats.every((f) => f === "M月"))
    cases.push(
      form("(?:0?)([1-9])月份?", "--0\\1"),
      form("(1[0-2])月份?", "--\\1"),
      form("第?([1-4])季度?|[Qq]([1-4])", "Q\\1\\2"),
      form("上半年", "H1"),
      form("下半年", "H2"),
    );
  const read = (f: string) => `CASE ${cases.map((c) => c(f)).join(" ")} END`;
  return { fast, sound: () => "true", read };
}
