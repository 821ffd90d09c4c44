import { kind } from "./cell-kinds.ts";
import { tidyCell } from "./cell-text.ts";
import { readDate, readPeriod } from "./cell-values.ts";
import type { ColumnProfile } from "./column-profile.ts";
import { decideType, type TypeDecision } from "./column-type.ts";
import type { ColumnName } from "./header-names.ts";
import type { Bilingual, InspectedColumn, InspectionWarning, Semantic, WarningCode } from "./inspection.ts";
import { type Meaning, readMeaning } from "./semantics.ts";

/** Semantics that are stored as codes whatever their digits look like. */
const codeSemantics: ReadonlySet<Semantic> = new Set([
  "citizen-id",
  "credit-code",
  "phone",
  "admin-division",
  "postcode",
]);
const personal: ReadonlySet<Semantic> = new Set(["citizen-id", "phone", "person-name", "email"]);

/** Puts together what is known about one column: its name, its type, what its values mean and what is odd. */
export function describeColumn(
  index: number,
  found: string,
  headed: boolean,
  name: ColumnName,
  profile: ColumnProfile,
): InspectedColumn {
  const meaning = readMeaning(name.label, profile);
  let decision = decideType(name.label, name.unit, profile);
  if (meaning.semantic && codeSemantics.has(meaning.semantic) && decision.type !== "code")
    decision = { type: "code", fits: (b) => (b & kind.scientific) === 0, placeholders: true };
  const placeholders = decision.placeholders ? profile.where((b) => (b & kind.missing) !== 0) : undefined;
  const values = profile.filled - (placeholders?.count ?? 0);
  const breaks = profile.where(
    (b) => !decision.fits(b) && !(decision.placeholders && (b & kind.missing) !== 0),
  );
  const foreign = decision.formats?.includes("with-unit") ? foreignUnits(profile, decision.unit) : undefined;
  for (const more of [meaning.rounded, foreign]) {
    if (!more) continue;
    breaks.count += more.count;
    breaks.rows = [...new Set([...breaks.rows, ...more.rows])].sort((a, b) => a - b).slice(0, 10);
  }
  const [min, max] = extremes(profile, decision);
  const column: InspectedColumn = {
    index,
    name: found === "" ? name.label : found,
    label: name.label,
    type: decision.type,
    fill: profile.rows === 0 ? 0 : values / profile.rows,
    distinct: profile.distinct.count,
    distinctExact: profile.distinct.exact,
    longest: profile.longest,
    samples: samples(profile, meaning.semantic),
    breaks,
    warnings: warnings(index, found === "" && headed, profile, decision, meaning, placeholders),
  };
  const unit = decision.unit ?? name.unit;
  if (unit) column.unit = unit;
  if (decision.formats?.length) column.formats = decision.formats;
  if (meaning.semantic) column.semantic = meaning.semantic;
  if (min !== undefined) column.min = min;
  if (max !== undefined) column.max = max;
  if (decision.type === "decimal" || decision.type === "money") column.scale = profile.scale;
  return column;
}

/** Cells whose number stands before another unit than the column's: 3279.00米 among 平方米. */
function foreignUnits(profile: ColumnProfile, unit: string | undefined): { count: number; rows: number[] } {
  const all = { count: 0, rows: [] as number[] };
  const [common] = [...profile.units].sort((a, b) => b[1].count - a[1].count);
  for (const [each, { count, rows }] of profile.units) {
    if (each === unit || each === common?.[0]) continue;
    all.count += count;
    all.rows.push(...rows);
  }
  return all;
}

function extremes(profile: ColumnProfile, decision: TypeDecision): [string?, string?] {
  const { type, formats = [] } = decision;
  if (type === "integer" || type === "decimal" || (type === "money" && profile.least <= profile.greatest)) {
    return profile.least <= profile.greatest ? [String(profile.least), String(profile.greatest)] : [];
  }
  if (decision.ambiguous || (type !== "date" && type !== "datetime" && type !== "period")) return [];
  let min: string | undefined;
  let max: string | undefined;
  for (const [cell, { bits }] of profile.distinct.values) {
    if (!decision.fits(bits)) continue;
    const value = type === "period" ? readPeriod(cell, formats) : readDate(cell, formats);
    if (value === undefined) continue;
    if (min === undefined || value < min) min = value;
    if (max === undefined || value > max) max = value;
  }
  return [min, max];
}

/** Up to five different values, the first found; those that identify a person are masked. */
function samples(profile: ColumnProfile, semantic?: Semantic): string[] {
  const out: string[] = [];
  for (const [cell] of profile.distinct.values) {
    const short = cell.length > 80 ? `${cell.slice(0, 79)}…` : cell;
    out.push(semantic && personal.has(semantic) ? mask(tidyCell(short)) : short);
    if (out.length === 5) break;
  }
  return out;
}

/** 370202********0006, 138****8000, 王**. */
export function mask(text: string): string {
  const chars = [...text];
  if (chars.length <= 4) return chars[0] + "*".repeat(chars.length - 1);
  const keep = chars.length >= 15 ? [6, 4] : [3, Math.min(4, chars.length - 4)];
  return chars.map((c, i) => (i < keep[0]! || i >= chars.length - keep[1]! ? c : "*")).join("");
}

function warnings(
  column: number,
  unnamed: boolean,
  profile: ColumnProfile,
  decision: TypeDecision,
  meaning: Meaning,
  placeholders: { count: number; rows: number[] } | undefined,
): InspectionWarning[] {
  const out: InspectionWarning[] = [];
  const add = (
    code: WarningCode,
    text: Bilingual,
    at: { count: number; rows: number[] } | undefined = undefined,
  ) => {
    if (at && at.count === 0) return;
    out.push({ code, ...text, column, ...(at ? { rows: at.rows, count: at.count } : {}) });
  };
  if (unnamed) add("column.unnamed", { zh: "该列没有列名", en: "the column has no name" });
  if (decision.type === "code")
    add(
      "column.destroyed_by_excel",
      {
        zh: "号码被 Excel 改成科学计数法，原值已丢失",
        en: "numbers turned into scientific notation by Excel; the originals are lost",
      },
      profile.where((b) => (b & kind.scientific) !== 0 && !decision.fits(b)),
    );
  if (meaning.rounded)
    add(
      "column.precision_lost",
      {
        zh: "号码第 15 位以后被改成 0，原值已丢失",
        en: "digits beyond the 15th were replaced by zeros; the originals are lost",
      },
      meaning.rounded,
    );
  if (meaning.invalid)
    add(
      "column.invalid_identifiers",
      { zh: "不符合编码规则的号码", en: "values that break the identifier's rules" },
      meaning.invalid,
    );
  if (meaning.chance) {
    const { semantic, passed, of } = meaning.chance;
    const name =
      semantic === "citizen-id"
        ? { zh: "公民身份号码", en: "citizen ID" }
        : { zh: "统一社会信用代码", en: "credit code" };
    add("column.identifier_by_chance", {
      zh: `${of} 个号码里有 ${passed} 个恰好通过${name.zh}校验，与巧合相符，不认定`,
      en: `${passed} of ${of} values pass the ${name.en} check, no more than chance explains; not claimed`,
    });
  }
  if (decision.ambiguous)
    add("column.ambiguous_dates", {
      zh: "日和月分不清先后（如 3/6/2024），请确认",
      en: "day and month cannot be told apart; please confirm",
    });
  if ((decision.formats?.length ?? 0) > 1 && !decision.ambiguous && /date|period/.test(decision.type))
    add("column.mixed_date_formats", {
      zh: `写法不一：${decision.formats!.join("、")}`,
      en: `written in several ways: ${decision.formats!.join(", ")}`,
    });
  if (placeholders)
    add(
      "column.placeholders",
      { zh: "以占位符（NA、-、无…）表示缺失", en: "placeholders (NA, -, 无 …) stand for missing values" },
      placeholders,
    );
  add(
    "column.error_values",
    { zh: "电子表格的错误值", en: "error values of a spreadsheet" },
    profile.where((b) => (b & kind.error) !== 0),
  );
  add("column.full_width", { zh: "含全角字母或数字", en: "full-width letters or digits" }, profile.fullWidth);
  add(
    "column.html_entities",
    { zh: "含未还原的 HTML 实体", en: "HTML entities left undecoded" },
    profile.entities,
  );
  add("column.surrounding_spaces", { zh: "首尾有空白", en: "blanks at the ends" }, profile.spaces);
  add("column.inner_newlines", { zh: "单元格内有换行", en: "line breaks inside cells" }, profile.newlines);
  add(
    "column.formula_text",
    {
      zh: "文本以公式符号开头，导出到电子表格时须转义",
      en: "text that begins like a formula: escape it in spreadsheet exports",
    },
    profile.formulas,
  );
  if (decision.type === "text") {
    const absent = [...profile.distinct.values].filter(([cell]) =>
      /^\s*(?:NA|N\/A|NaN|null|NULL|None|\\N)\s*$/.test(cell),
    );
    if (absent.length > 0 && profile.distinct.count > 1)
      add(
        "column.placeholders",
        { zh: "NA、NaN、null 多半表示缺失", en: "NA, NaN or null most likely stand for missing values" },
        {
          count: absent.reduce((sum, [, seen]) => sum + seen.count, 0),
          rows: absent.map(([, seen]) => seen.row),
        },
      );
    const numbers = profile.where((b) => (b & (kind.integer | kind.decimal)) !== 0);
    if (numbers.count >= 0.5 * profile.filled && numbers.count < profile.filled)
      add(
        "column.mixed_types",
        { zh: "多数是数字，但夹有文字", en: "mostly numbers with words among them" },
        numbers,
      );
  }
  if (meaning.semantic && personal.has(meaning.semantic))
    add("column.personal_data", { zh: "可能含个人信息", en: "may hold personal information" });
  return out;
}
