import type { Text } from "../platform/index.ts";

/** One value of a closed list with the words shown for it. */
export interface Term extends Text {
  readonly note?: Text;
}

const terms = <K extends string>(table: Readonly<Record<K, Term>>) => table;

/** How a resource is held (格式, Art. 9). */
export const formats = terms({
  csv: { zh: "CSV 表格", en: "CSV table" },
  xlsx: { zh: "Excel 表格", en: "Excel workbook" },
  json: { zh: "JSON", en: "JSON" },
  xml: { zh: "XML", en: "XML" },
  shp: { zh: "Shapefile 空间数据", en: "Shapefile" },
  api: { zh: "数据接口", en: "Data interface" },
  database: { zh: "数据库", en: "Database" },
  document: { zh: "文档", en: "Document" },
  image: { zh: "图像", en: "Image" },
});
export type Format = keyof typeof formats;

/** How often it changes (更新周期, Art. 9), from most to least often. */
export const cycles = terms({
  realtime: { zh: "实时", en: "Real time" },
  daily: { zh: "每日", en: "Daily" },
  weekly: { zh: "每周", en: "Weekly" },
  monthly: { zh: "每月", en: "Monthly" },
  quarterly: { zh: "每季度", en: "Quarterly" },
  "half-yearly": { zh: "每半年", en: "Half-yearly" },
  yearly: { zh: "每年", en: "Yearly" },
  irregular: { zh: "不定期", en: "Irregular" },
  static: { zh: "不更新", en: "Static" },
});
export type Cycle = keyof typeof cycles;

/** The seven fields of use that Art. 32 names, and everything else. */
export const fields = terms({
  agriculture: { zh: "农业", en: "Agriculture" },
  industry: { zh: "工业", en: "Industry" },
  education: { zh: "教育", en: "Education" },
  health: { zh: "医疗", en: "Health" },
  "city-management": { zh: "城市管理", en: "City management" },
  "market-regulation": { zh: "市场监管", en: "Market regulation" },
  ecology: { zh: "生态环保", en: "Ecology" },
  other: { zh: "其他", en: "Other" },
});
export type Field = keyof typeof fields;

/** Share types (Art. 19). */
export const shareTypes = terms({
  unconditional: { zh: "无条件共享", en: "Shared unconditionally" },
  conditional: { zh: "有条件共享", en: "Shared on conditions" },
  none: { zh: "不予共享", en: "Not shared" },
});
export type ShareType = keyof typeof shareTypes;

/** How it is shared. */
export const shareModes = terms({
  api: { zh: "接口", en: "Interface" },
  file: { zh: "文件", en: "File" },
  database: { zh: "库表交换", en: "Database exchange" },
  verification: { zh: "核验比对", en: "Verification" },
});
export type ShareMode = keyof typeof shareModes;

/** Open types (Art. 26), from most to least open. */
export const openTypes = terms({
  unconditional: { zh: "无条件开放", en: "Open unconditionally" },
  conditional: { zh: "有条件开放", en: "Open on conditions" },
  none: { zh: "不予开放", en: "Not open" },
});
export type OpenType = keyof typeof openTypes;

/** Types of an information item. */
export const itemTypes = terms({
  string: { zh: "文本", en: "Text" },
  integer: { zh: "整数", en: "Integer" },
  decimal: { zh: "小数", en: "Decimal" },
  money: { zh: "金额", en: "Money" },
  boolean: { zh: "是否", en: "Yes or no" },
  date: { zh: "日期", en: "Date" },
  datetime: { zh: "日期时间", en: "Date and time" },
  period: { zh: "时段", en: "Period", note: { zh: "如 2023年、三季度", en: "such as 2023, Q3" } },
  code: { zh: "代码", en: "Code", note: { zh: "编号按文本保存", en: "kept as text" } },
  geometry: { zh: "空间坐标", en: "Geometry" },
});
export type ItemType = keyof typeof itemTypes;

/** Kinds of basis, from the strongest. What each suffices for is in `basis.ts`. */
export const basisKinds = terms({
  law: { zh: "法律", en: "Law" },
  "administrative-regulation": { zh: "行政法规", en: "Administrative regulation" },
  "local-regulation": { zh: "地方性法规", en: "Local regulation" },
  "national-rule": { zh: "国家规定", en: "National rule" },
  "department-rule": { zh: "部门规章", en: "Department rule" },
  notice: { zh: "规范性文件、通知", en: "Normative document or notice" },
});
export type BasisKind = keyof typeof basisKinds;

/** The keys of a vocabulary as the tuple zod wants. */
export const keysOf = <K extends string>(table: Readonly<Record<K, Term>>): [K, ...K[]] =>
  Object.keys(table) as [K, ...K[]];
