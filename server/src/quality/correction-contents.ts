import { z } from "zod";

/** What the actions of a correction request carry; the titles travel to the forms in the JSON schema. */

const named = (zh: string, en: string, more: Record<string, unknown> = {}) => ({
  title: zh,
  "x-zh": zh,
  "x-en": en,
  ...more,
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are kept out
const plain = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/;
const words = (max: number, min = 1) =>
  z.string().trim().min(min).max(max).regex(plain, "含有不可见控制字符 / has invisible control characters");

const request = {
  row: words(200)
    .optional()
    .meta(named("哪一行", "Which row", { examples: ["第 12 行", "停车场编号 37020201"] })),
  column: words(100).optional().meta(named("哪一列", "Which column")),
  found: words(2000).meta(named("发现的问题", "What is wrong", { "x-multiline": true, "x-article": "17.1" })),
  shouldBe: words(1000).optional().meta(named("应为", "Should be")),
  evidence: words(1000)
    .optional()
    .meta(named("依据或证明", "Evidence", { "x-multiline": true })),
  contact: words(200)
    .optional()
    .meta(named("联系方式", "Contact", { "x-personal": true, description: "仅供承办单位核实情况" })),
};

/** To the agency that holds the data or to the data authority (Art. 17.1), as the applicant chooses. */
export const filed = z.strictObject({
  to: z.enum(["agency", "authority"]).meta(
    named("向谁提出", "To whom", {
      "x-article": "17.1",
      "x-labels": {
        agency: { zh: "数据提供单位", en: "The agency that holds the data" },
        authority: { zh: "大数据工作主管部门", en: "The data authority" },
      },
    }),
  ),
  ...request,
});
export type Filed = z.output<typeof filed>;

export const lodged = z.strictObject(request);
export type Lodged = z.output<typeof lodged>;

/** Fields of a request in which a person may have written about themselves or others. */
export const personalFields = ["contact", "row", "found", "shouldBe", "evidence"] as const;

const outcome = words(1000, 2).meta(
  named("校核结果(告知申请人)", "Outcome, told to the applicant", {
    "x-multiline": true,
    "x-article": "17.2",
  }),
);

export const decision = z.strictObject({ outcome });
export type Decision = z.output<typeof decision>;

export const correction = z.strictObject({
  outcome,
  newVersion: z.int().min(1).optional().meta(named("更正后的数据版本", "Version that has the correction")),
  identityChecked: z
    .boolean()
    .optional()
    .meta(named("已核验申请人身份", "The applicant's identity has been checked")),
  identityHow: words(200, 2)
    .optional()
    .meta(
      named("核验方式", "How it was checked", {
        description: "写方式，不写证件号码",
        examples: ["窗口核验身份证件原件"],
      }),
    ),
});
export type Correction = z.output<typeof correction>;

export const note = z.strictObject({ note: words(500).optional().meta(named("说明", "Note")) });
export const longer = z.strictObject({
  reason: words(500, 2).meta(named("延长理由", "Reason", { "x-multiline": true, "x-article": "17.2" })),
});
export const nothing = z.strictObject({});
