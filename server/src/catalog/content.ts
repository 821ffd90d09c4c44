import { z } from "zod";
import {
  basisKinds,
  cycles,
  fields,
  formats,
  itemTypes,
  keysOf,
  openTypes,
  shareModes,
  shareTypes,
} from "./vocabulary.ts";

// The titles travel in the JSON schema, so that a form can be built from it in either language.
const named = (zh: string, en: string, more: Record<string, unknown> = {}) => ({
  title: zh,
  "x-zh": zh,
  "x-en": en,
  ...more,
});
const choices = (table: Readonly<Record<string, { zh: string; en: string }>>) => ({
  "x-labels": Object.fromEntries(Object.entries(table).map(([k, { zh, en }]) => [k, { zh, en }])),
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are kept out
const plain = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/;
const words = (max: number, min = 1) =>
  z.string().trim().min(min).max(max).regex(plain, "含有不可见控制字符 / has invisible control characters");

/** A code in the catalog: division, sector, serial; lower case, safe in an address. */
export const entryCode = z
  .string()
  .regex(/^\d{6}-[a-z][a-z-]{0,39}-\d{4,9}$/, "不是目录编码 / is not a catalog code")
  .meta(named("目录编码", "Catalog code"));

/** What an attribute rests on: which instrument, which clause (Arts. 20, 26). */
export const basis = z
  .strictObject({
    kind: z.enum(keysOf(basisKinds)).meta(named("依据种类", "Kind", choices(basisKinds))),
    title: words(200, 2).meta(named("名称", "Title", { examples: ["中华人民共和国个人信息保护法"] })),
    clause: words(100).meta(named("条款", "Clause", { examples: ["第十三条"] })),
  })
  .meta(named("依据", "Basis"));

export const item = z
  .strictObject({
    name: words(100).meta(named("名称", "Name")),
    column: z
      .string()
      .regex(
        /^[a-z][a-z0-9_]{0,62}$/,
        "以小写字母开头，只含小写字母、数字、下划线 / lower-case letters, digits, _",
      )
      .meta(named("列名", "Column")),
    type: z.enum(keysOf(itemTypes)).meta(named("类型", "Type", choices(itemTypes))),
    length: z.int().min(1).max(1_000_000).optional().meta(named("长度", "Length")),
    unit: words(30).optional().meta(named("计量单位", "Unit")),
    nullable: z.boolean().default(true).meta(named("可为空", "May be empty")),
    key: z.boolean().optional().meta(named("主键", "Key")),
    grade: words(20).optional().meta(named("级别", "Grade")),
    personal: z.boolean().optional().meta(named("个人信息", "Personal information")),
    codeList: words(200).optional().meta(named("代码集", "Code list")),
    description: words(500).optional().meta(named("说明", "Description")),
  })
  .meta(named("信息项", "Information item"));

const shape = {
  name: words(120, 2).meta(named("名称", "Name")),
  abstract: words(3000, 10).meta(named("摘要", "Abstract", { "x-multiline": true })),
  format: z.enum(keysOf(formats)).meta(named("格式", "Format", { ...choices(formats), "x-article": "9" })),
  fields32: z.enum(keysOf(fields)).meta(named("应用领域", "Field of use", choices(fields))),
  items: z.array(item).min(1).max(800).meta(named("信息项", "Information items")),
  class: words(40).meta(named("分类", "Class", { "x-article": "9" })),
  grade: words(20).meta(named("分级", "Grade", { "x-article": "7" })),
  shareType: z
    .enum(keysOf(shareTypes))
    .meta(named("共享属性", "Share type", { ...choices(shareTypes), "x-article": "9" })),
  shareCondition: words(1000, 2).optional().meta(named("共享条件或理由", "Condition or reason of sharing")),
  shareBasis: basis.optional().meta(named("共享依据", "Basis of the share type")),
  shareMode: z
    .enum(keysOf(shareModes))
    .optional()
    .meta(named("共享方式", "Mode of sharing", choices(shareModes))),
  openType: z
    .enum(keysOf(openTypes))
    .meta(named("开放属性", "Open type", { ...choices(openTypes), "x-article": "9" })),
  openCondition: words(1000, 2).optional().meta(named("开放条件", "Condition of opening")),
  openBasis: basis.optional().meta(named("开放依据", "Basis of the open type")),
  updateCycle: z
    .enum(keysOf(cycles))
    .meta(named("更新周期", "Update cycle", { ...choices(cycles), "x-article": "9" })),
  related: z.array(entryCode).max(50).meta(named("关联目录", "Related entries")),
  basis: words(500, 2).meta(named("职能或法律依据", "Function or law it rests on")),
  districts: z
    .array(z.string().regex(/^\d{6}$/, "不是六位区划代码 / is not a six-digit division"))
    .max(50)
    .meta(named("覆盖区划", "Divisions covered")),
  keywords: z.array(words(30)).max(20).meta(named("关键词", "Keywords")),
  stateSecret: z.boolean().meta(named("涉及国家秘密", "Involves a state secret", { "x-article": "2" })),
};

/** The national core metadata of an entry, whole: what is reviewed and published. */
export const entryContent = z
  .strictObject({
    ...shape,
    related: shape.related.default([]),
    districts: shape.districts.default([]),
    keywords: shape.keywords.default([]),
    stateSecret: shape.stateSecret.default(false),
  })
  .meta(named("目录内容", "Catalog entry"));
export type EntryContent = z.output<typeof entryContent>;
export type Item = z.output<typeof item>;
export type Basis = z.output<typeof basis>;

/** An entry in the making: only the name must be there; what is missing is asked for at submission. */
export const entryDraft = z
  .strictObject(shape)
  .partial()
  .required({ name: true })
  .extend({ items: z.array(item).max(800).optional().meta(named("信息项", "Information items")) })
  .meta(named("目录草稿", "Draft of an entry"));
export type EntryDraft = z.output<typeof entryDraft>;
