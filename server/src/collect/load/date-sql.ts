import type { Reading } from "./reading.ts";
import { once, text, tidy } from "./tidy-sql.ts";

/** How a day may be written, by the inspection's name of the form; `%y` stands before `%Y`, which would take two digits. */
const days: Record<string, string[]> = {
  "YYYY-MM-DD": ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"],
  YYYYMMDD: ["%Y%m%d"],
  YYYY年M月D日: ["%Y年%m月%d日", "%Y年%m月%d号", "%Y年%m月%d"],
  "D/M/YY": ["%d/%m/%y", "%d-%m-%y"],
  "M/D/YY": ["%m/%d/%y", "%m-%d-%y"],
  "D/M/YYYY": ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
  "M/D/YYYY": ["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"],
};
const clocks = [
  " %H:%M:%S",
  " %H:%M",
  "T%H:%M:%S",
  "T%H:%M",
  " %H:%M:%S.%f",
  "T%H:%M:%S.%f",
  " %H时",
  "%H时",
  " %H时%M分",
  "%H时%M分",
  " %H时%M分%S秒",
  "%H时%M分%S秒",
  " %H点",
  "%H点",
  " %H",
  " %I:%M:%S %p",
  " %I:%M %p",
];

/** Years before this are typing mistakes or a short year read as a long one; the inspection stops there too. */
const firstDay = "1900-01-01";
const afterLast = "2101-01-01";

/** Whether a moment lies in the years taken for real. */
export const inCalendar = (f: string): string =>
  `${f} >= TIMESTAMP '${firstDay}' AND ${f} < TIMESTAMP '${afterLast}'`;

/**
 * SQL that reads a date or datetime column written in `formats`. `samples` put the form most used first: each
 * form that fails costs a try a cell.
 */
export function dateReading(
  type: "date" | "datetime",
  formats: readonly string[],
  samples: readonly string[] = [],
): Reading {
  const shape = type === "date" ? "DATE" : "TIMESTAMP";
  const sound = inCalendar;
  const read = (f: string) => (type === "date" ? `CAST(${f} AS DATE)` : f);
  if (formats[0] === "excel-serial" && formats.length === 1)
    return { fast: serial, sound, read, slow: (x) => `CAST(${once(tidy(x), serial)} AS ${shape})` };
  const given = formats.filter((f) => f in days);
  const compact = given.includes("YYYYMMDD");
  const separate = sortForms(
    (given.length > 0 ? given : ["YYYY-MM-DD", "YYYY年M月D日"]).filter((f) => f !== "YYYYMMDD"),
  );
  const bare = separate.flatMap((f) => days[f] ?? []);
  const all =
    type === "date" ? bare : [...bare, ...bare.flatMap((day) => clocks.map((clock) => day + clock))];
  const ranked = rank(all, samples);
  const shown = ranked.filter((form) => samples.some((s) => looksLike(form, s)));
  const parse = (cell: string, forms: readonly string[]): string => {
    const parts: string[] = [];
    // One form as a text is read faster than a list of one (measured: 4 % of a whole load).
    if (forms.length === 1) parts.push(`try_strptime(${cell}, ${text(forms[0]!)})`);
    else if (forms.length > 1) parts.push(`try_strptime(${cell}, [${forms.map(text).join(", ")}])`);
    // %Y%m%d would read seven digits as well.
    if (compact) parts.push(`CASE WHEN length(${cell}) = 8 THEN try_strptime(${cell}, '%Y%m%d') END`);
    if (compact && type === "datetime")
      parts.push(`CASE WHEN length(${cell}) = 14 THEN try_strptime(${cell}, '%Y%m%d%H%M%S') END`);
    if (formats.includes("excel-serial")) parts.push(serial(cell));
    return parts.length === 1 ? parts[0]! : `coalesce(${parts.join(", ")})`;
  };
  const fastForms = shown.length > 0 ? shown.slice(0, 3) : separate.length === 0 ? [] : ranked.slice(0, 1);
  return {
    fast: (x) => parse(x, fastForms),
    sound,
    read,
    slow: (x) =>
      once(
        once(withoutZone(x), (c) => parse(c, ranked), "c"),
        (p) => `CASE WHEN ${sound(p)} THEN ${read(p)} END`,
        "p",
      ),
  };
}

/** The one form all samples of a column have, if its cells are written in one way and that way is no mere number. */
export function onlyForm(
  type: "date" | "datetime",
  formats: readonly string[],
  samples: readonly string[],
): string | undefined {
  const bare = formats.length === 1 && formats[0] !== "YYYYMMDD" ? (days[formats[0]!] ?? []) : [];
  const forms = type === "date" ? bare : bare.flatMap((day) => clocks.map((clock) => day + clock));
  return samples.length === 0 ? undefined : forms.find((form) => samples.every((s) => looksLike(form, s)));
}

/** A short year is tried before a long one. */
const sortForms = (forms: readonly string[]): string[] =>
  [...forms].sort((a, b) => Number(!a.endsWith("/YY")) - Number(!b.endsWith("/YY")));

/** Blanks around 年月日时分 dropped, runs of blanks made one, zone left out: the wall clock is what the source says. */
const withoutZone = (x: string): string =>
  `regexp_replace(regexp_replace(regexp_replace(${tidy(x)}, '\\s*([年月日号时点分])\\s*', '\\1', 'g'), '\\s+', ' ', 'g'), '(:\\d\\d(?:\\.\\d+)?)\\s?(Z|[+-]\\d\\d:?\\d\\d)$', '\\1')`;

function rank(forms: readonly string[], samples: readonly string[]): string[] {
  const score = (form: string) => samples.filter((s) => looksLike(form, s)).length;
  return forms
    .map((form, i) => ({ form, i, score: score(form) }))
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ form }) => form);
}

function looksLike(form: string, sample: string): boolean {
  const pattern = form
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%Y", "\\d{4}")
    .replaceAll("%f", "\\d{1,6}")
    .replaceAll("%p", "[AP]M")
    .replace(/%[a-zA-Z]/g, "\\d{1,2}");
  // biome-ignore lint/plugin: every other character of the form is escaped above; it cannot backtrack.
  return new RegExp(`^${pattern}$`).test(sample);
}

/** Excel's days since 1899-12-30; under 61 they are refused, since Excel counts a 29 February 1900. */
const serial = (cell: string): string => {
  const number = `TRY_CAST(${cell} AS DOUBLE)`;
  return `CASE WHEN ${number} >= 61 AND ${number} < 2958466 THEN TIMESTAMP '1899-12-30' + to_seconds(CAST(round(${number} * 86400) AS BIGINT)) END`;
};
