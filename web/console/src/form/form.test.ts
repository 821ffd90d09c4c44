import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api-types.ts";
import { checkValues, cleanValues } from "./check.ts";
import { fieldsOf, labelOf, startValues } from "./schema.ts";

const returned: JsonSchema = {
  type: "object",
  properties: {
    reason: {
      type: "string",
      minLength: 4,
      maxLength: 1000,
      title: "理由",
      "x-zh": "理由",
      "x-en": "Reason",
      "x-multiline": true,
    },
    missing: {
      type: "array",
      maxItems: 3,
      default: [],
      items: { type: "string", minLength: 1, maxLength: 200 },
      "x-zh": "需要补正的内容",
      "x-en": "Missing",
    },
    kind: { type: "string", enum: ["law", "function"], "x-labels": { law: { zh: "法律变化", en: "Law" } } },
    day: { type: "string", format: "date" },
    rows: { type: "integer", minimum: 1, maximum: 10 },
    approved: { type: "boolean" },
    basis: { $ref: "#/$defs/basis" },
    until: { anyOf: [{ type: "string", format: "date" }, { type: "null" }] },
  },
  required: ["reason", "kind", "missing", "approved"],
  $defs: {
    basis: {
      type: "object",
      properties: { title: { type: "string" }, clause: { type: "string" } },
      required: ["title"],
    },
  },
};
const fields = fieldsOf(returned);
const field = (name: string) => fields.find((f) => f.name === name);

describe("a form from a JSON schema", () => {
  it("has a control for each kind of field", () => {
    expect(fields.map((f) => `${f.name}:${f.kind}`)).toEqual([
      "reason:textarea",
      "missing:list",
      "kind:choice",
      "day:date",
      "rows:number",
      "approved:boolean",
      "basis:group",
      "until:date",
    ]);
  });

  it("takes its words from x-zh and x-en, then from the title, then from our own words for the name", () => {
    expect(field("reason")?.label).toEqual({ zh: "理由", en: "Reason" });
    expect(labelOf("note", { title: "备注" })).toEqual({ zh: "备注", en: "Note" });
    expect(labelOf("unknownThing", {})).toEqual({ zh: "unknownThing", en: "unknownThing" });
    expect(field("kind")?.choices).toEqual([
      { value: "law", label: { zh: "法律变化", en: "Law" } },
      { value: "function", label: { zh: "function", en: "function" } },
    ]);
  });

  it("does not demand what the schema has a default for", () => {
    expect(field("missing")?.required).toBe(false);
    expect(startValues(fields, returned).missing).toEqual([]);
  });

  it("says what is missing before the server does", () => {
    const complaints = checkValues(fields, { reason: " ", missing: [] });
    expect(Object.keys(complaints)).toEqual(["reason", "kind"]);
    expect(complaints.reason?.zh).toBe("请填写“理由”。");
    expect(complaints.kind?.en).toContain("Choose");
  });

  it("holds texts, lists and numbers to their limits", () => {
    const wrong = checkValues(fields, { reason: "短", kind: "law", missing: ["a", "b", "c", "d"], rows: 11 });
    expect(wrong.reason?.zh).toBe("“理由”至少 4 个字。");
    expect(wrong.missing?.zh).toContain("最多 3 项");
    expect(wrong.rows?.zh).toContain("不能大于 10");
    expect(checkValues(fields, { reason: "理由充分", kind: "law", rows: 1.5 }).rows?.zh).toContain("整数");
  });

  it("names the field of a group by its path", () => {
    const wrong = checkValues([{ ...field("basis")!, required: true }], { basis: { clause: "第十三条" } });
    expect(Object.keys(wrong)).toEqual(["basis/title"]);
  });

  it("sends what was written: trimmed, numbers as numbers, blanks left out", () => {
    const sent = cleanValues(fields, {
      reason: "  依据不足  ",
      missing: ["分类", " "],
      kind: "law",
      day: "",
      rows: "3",
      basis: { title: "", clause: "" },
    });
    expect(sent).toEqual({ reason: "依据不足", missing: ["分类"], kind: "law", rows: 3, approved: false });
  });
});
