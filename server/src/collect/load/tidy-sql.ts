/** SQL twins of the inspection's reading of a cell's text (`tidyCell`): same blanks, same widths, same words. */

/** Quotes text of ours as an SQL literal. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const blanks = " \t\r\n\v\f\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff";

/** Without blanks of any kind at both ends. */
export const trimmed = (x: string): string => `trim(${x}, ${text(blanks)})`;

const wide = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0xff01 + i)).join("");
const narrow = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).join("");

/** Full-width ASCII to half-width, the ideographic space to a space. */
export const halfWidth = (x: string): string =>
  `translate(${x}, ${text(`${wide}\u3000`)}, ${text(`${narrow} `)})`;

/** The entities that survive in exports of web systems, `&amp;` last so that nothing is decoded twice. */
const entities: readonly [string, string][] = [
  ["&nbsp;", " "],
  ["&ensp;", " "],
  ["&emsp;", " "],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&apos;", "'"],
  ["&#39;", "'"],
  ["&#34;", '"'],
  ["&middot;", "·"],
  ["&bull;", "•"],
  ["&#8226;", "•"],
  ["&ldquo;", "“"],
  ["&rdquo;", "”"],
  ["&lsquo;", "‘"],
  ["&rsquo;", "’"],
  ["&mdash;", "—"],
  ["&ndash;", "–"],
  ["&hellip;", "…"],
  ["&times;", "×"],
  ["&deg;", "°"],
  ["&plusmn;", "±"],
  ["&micro;", "µ"],
  ["&sup2;", "²"],
  ["&sup3;", "³"],
  ["&yen;", "¥"],
  ["&amp;", "&"],
];

/** HTML entities decoded, in cells that hold an ampersand. */
export const decoded = (x: string): string =>
  `CASE WHEN contains(${x}, '&') THEN ${entities.reduce(
    (sql, [from, to]) => `replace(${sql}, ${text(from)}, ${text(to)})`,
    x,
  )} ELSE ${x} END`;

/** A cell as it is read for its type. */
export const tidy = (x: string): string => trimmed(halfWidth(decoded(x)));

/** Words that stand for a missing value in a typed column; as in the inspection's `column.placeholders`. */
const missing = [
  "NA",
  "N/A",
  "NaN",
  "nan",
  "null",
  "NULL",
  "None",
  "-",
  "--",
  "—",
  "——",
  "/",
  "\\",
  "\\N",
  "无",
  "暂无",
  "空",
  "不详",
  "未知",
  "待定",
  "…",
];

/** Whether a tidied cell says that there is no value. */
export const isMissing = (x: string): string =>
  `list_contains([${["", ...missing].map(text).join(", ")}], ${x})`;

/**
 * Computes `expression` once and uses it several times. The only way in SQL to do so inside the branch of a CASE:
 * an `IN` of many values or a second SELECT there would be computed for all rows (measured: 19 s for 0.9 s).
 */
export const once = (expression: string, use: (name: string) => string, name = "y"): string =>
  `list_transform([${expression}], lambda ${name}: ${use(name)})[1]`;
