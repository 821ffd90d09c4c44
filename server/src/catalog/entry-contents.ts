import { z } from "zod";

/** What the acts on an entry must carry besides the entry itself. */

const label = (zh: string, en: string) => ({ title: zh, "x-zh": zh, "x-en": en });
const reason = z
  .string()
  .trim()
  .min(4)
  .max(1000)
  .meta({ ...label("理由", "Reason"), "x-multiline": true });
export const nothing = z.strictObject({});
export const note = z.strictObject({
  note: z.string().trim().max(500).optional().meta(label("说明", "Note")),
});
export const because = z.strictObject({ reason });
export const cause = z.strictObject({
  kind: z.enum(["law", "function"]).meta({
    ...label("变化类型", "Kind of change"),
    "x-labels": {
      law: { zh: "法律、法规、规章依据变化", en: "Law, regulation or rule changed" },
      function: { zh: "行政管理职能变化", en: "Administrative function changed" },
    },
  }),
  day: z.iso.date().meta(label("变化发生日", "Day of the change")),
  reason,
});
export const returned = z.strictObject({
  reason,
  missing: z
    .array(z.string().trim().min(1).max(200))
    .max(50)
    .default([])
    .meta(label("需要补正的全部内容(一次告知)", "Everything that is missing (told once)")),
});
export const extension = z.strictObject({
  reason,
  until: z.iso.date().optional().meta(label("延长至", "Extended to")),
});
