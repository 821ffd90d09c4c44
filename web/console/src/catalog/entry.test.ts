import { describe, expect, it } from "vitest";
import type { EntryDraft, Item } from "../catalog-types.ts";
import type { Inspection } from "../intake-types.ts";
import { changedFields, changedItems, textDiff } from "./diff.ts";
import { draftToSend, forgetDraft, keepDraft, keptDraft } from "./draft.ts";
import { entryComplaints } from "./entry-rules.ts";
import { itemsFromInspection, mergeItems } from "./from-inspection.ts";
import { columnName } from "./initials.ts";

const item = (name: string, column: string, more: Partial<Item> = {}): Item => ({
  name,
  column,
  type: "string",
  nullable: true,
  ...more,
});
const good: EntryDraft = {
  name: "环境空气质量站点小时监测",
  abstract: "全市自动监测站的小时监测结果。",
  basis: "大气污染防治法第二十三条",
  format: "csv",
  fields32: "ecology",
  class: "monitoring",
  grade: "L2",
  shareType: "unconditional",
  openType: "unconditional",
  updateCycle: "daily",
  items: [item("站点编码", "zdbm")],
};
const law = { kind: "law", title: "个人信息保护法", clause: "第十三条" } as const;
const paths = (draft: EntryDraft) => entryComplaints(draft).map((c) => `${c.path} ${c.article}`);

describe("an entry before it is submitted", () => {
  it("is let through when all the law asks for is there", () => {
    expect(entryComplaints(good)).toEqual([]);
  });

  it("must state the five attributes of Art. 9.1", () => {
    const { format: _f, class: _c, shareType: _s, openType: _o, updateCycle: _u, ...rest } = good;
    expect(paths(rest)).toEqual([
      "format 9.1",
      "class 9.1",
      "shareType 9.1",
      "openType 9.1",
      "updateCycle 9.1",
    ]);
  });

  it("shared on conditions needs reason and basis (Art. 20.2)", () => {
    expect(paths({ ...good, shareType: "conditional" })).toEqual(["shareCondition 20.2", "shareBasis 20.2"]);
    expect(
      paths({ ...good, shareType: "conditional", shareCondition: "限执法使用", shareBasis: law }),
    ).toEqual([]);
  });

  it("not shared needs a law or administrative regulation; a department rule is not enough (Art. 20.2)", () => {
    const basis = { kind: "department-rule", title: "某部规章", clause: "第一条" } as const;
    expect(paths({ ...good, shareType: "none", shareBasis: basis })).toEqual(["shareBasis 20.2"]);
    expect(paths({ ...good, shareType: "none", shareBasis: law })).toEqual([]);
  });

  it("of important or core data is never open", () => {
    expect(paths({ ...good, grade: "important" })).toEqual(["openType 7"]);
    expect(paths({ ...good, grade: "core", openType: "none", openBasis: law })).toEqual([]);
  });

  it("open on conditions states them; not open names its law (Art. 26.2)", () => {
    expect(paths({ ...good, openType: "conditional" })).toEqual(["openCondition 26.2"]);
    expect(paths({ ...good, openType: "none" })).toEqual(["openBasis 26.2"]);
  });

  it("with personal information is at least L3 there and not simply open (Arts. 7, 27)", () => {
    const personal = { ...good, items: [item("姓名", "xm", { personal: true })] };
    expect(paths(personal)).toEqual(["items/0/grade 7", "openType 27"]);
  });

  it("has a grade no lower than its items' and columns that are told apart", () => {
    const items = [item("甲", "a", { grade: "L3" }), item("乙", "a"), item("丙", "1x"), item("", "d")];
    expect(paths({ ...good, items })).toEqual([
      "items/0/grade 7",
      "items/1/column 9.1",
      "items/2/column 9.1",
      "items/3/name 9.1",
    ]);
  });

  it("does not complain about rows nobody has begun", () => {
    expect(paths({ ...good, items: [item("甲", "a"), item("", "")] })).toEqual([]);
  });

  it("with a state secret does not come onto the platform (Art. 2.2)", () => {
    expect(paths({ ...good, stateSecret: true })).toEqual(["stateSecret 2.2"]);
  });
});

describe("a draft as it is sent", () => {
  it("leaves out blanks, empty rows and half a basis", () => {
    const sent = draftToSend(
      {
        ...good,
        name: " 名称 ",
        abstract: " ",
        items: [item(" 甲 ", "a"), item("", "")],
        shareType: "conditional",
        shareBasis: { kind: "law", title: "某法", clause: "" },
      },
      false,
    );
    expect(sent.name).toBe("名称");
    expect(sent).not.toHaveProperty("abstract");
    expect(sent).not.toHaveProperty("shareBasis");
    expect(sent.items).toEqual([{ name: "甲", column: "a", type: "string", nullable: true }]);
  });

  it("of a published entry does not touch share and open types: they have their own procedures", () => {
    expect(Object.keys(draftToSend(good, true))).not.toContain("shareType");
    expect(Object.keys(draftToSend(good, true))).not.toContain("openType");
  });

  it("is kept for the version it was written on, and for no other", () => {
    const held = new Map<string, string>();
    const storage = {
      getItem: (k: string) => held.get(k) ?? null,
      setItem: (k: string, v: string) => void held.set(k, v),
      removeItem: (k: string) => void held.delete(k),
    } as unknown as Storage;
    keepDraft("c-1", 3, good, storage);
    expect(keptDraft("c-1", 3, storage)).toEqual(good);
    expect(keptDraft("c-1", 4, storage)).toBeNull();
    forgetDraft("c-1", storage);
    expect(keptDraft("c-1", 3, storage)).toBeNull();
  });
});

describe("two versions of an entry", () => {
  it("differ where a reader would see a difference, not where something is merely unset", () => {
    expect(changedFields(good, { ...good, keywords: [], stateSecret: false })).toEqual([]);
    expect(changedFields(good, { ...good, updateCycle: "realtime" })).toEqual([
      { field: "updateCycle", before: "daily", after: "realtime" },
    ]);
  });

  it("have items added, removed and changed, told apart by their column", () => {
    const changes = changedItems(
      [item("甲", "a"), item("乙", "b"), item("丙", "c")],
      [item("甲", "a", { key: false }), item("乙改", "b", { length: 5 }), item("丁", "d")],
    );
    expect(changes.map((c) => `${c.kind} ${c.item.column} ${c.changed.join()}`)).toEqual([
      "same a ",
      "changed b name,length",
      "added d ",
      "removed c ",
    ]);
  });

  it("show only the part of a text that differs", () => {
    expect(textDiff("自2018年起。", "自2018年起；增加臭氧。")).toEqual([
      "自2018年起",
      "",
      "；增加臭氧",
      "。",
    ]);
    expect(textDiff("aa", "aaa")).toEqual(["aa", "", "a", ""]);
    expect(textDiff("", "新")).toEqual(["", "", "新", ""]);
  });
});

describe("items from a file", () => {
  const column = (label: string, more: object = {}) => ({
    index: 0,
    name: label,
    label,
    type: "text",
    fill: 1,
    distinct: 1,
    distinctExact: true,
    longest: 12,
    samples: [],
    breaks: { count: 0, rows: [] },
    warnings: [],
    ...more,
  });
  const inspection = (...columns: object[]) => ({ ok: true, columns, rows: 10 }) as unknown as Inspection;

  it("get a column name from the initials of their pinyin", () => {
    expect(columnName("机动车状态")).toBe("jdczt");
    expect(columnName("监测时间")).toBe("jcsj");
    expect(columnName("PM2.5")).toBe("pm2_5");
    expect(columnName("2023年")).toBe("n");
    expect(columnName("机动车状态", new Set(["jdczt"]))).toBe("jdczt_2");
    expect(columnName("（）")).toBe("item");
  });

  it("are marked personal and graded with a reason where the values are recognised", () => {
    const [id, phone] = itemsFromInspection(
      inspection(
        column("证件号", { semantic: "citizen-id" }),
        column("电话", { semantic: "phone", type: "code" }),
      ),
    );
    expect(id?.item).toMatchObject({ column: "sfzjhm", personal: true, grade: "L3" });
    expect(id?.reasons).toHaveLength(1);
    expect(phone?.item).toMatchObject({ type: "code", personal: true });
  });

  it("leave out row numbers and may be empty where the file has gaps", () => {
    const items = itemsFromInspection(
      inspection(column("序号", { semantic: "row-number" }), column("备注", { fill: 0.4, unit: "元" })),
    );
    expect(items.map((s) => s.item)).toEqual([
      { name: "备注", column: "bz", type: "string", nullable: true, length: 20, unit: "元" },
    ]);
  });

  it("never overwrite what somebody has written under the same name", () => {
    const written = item("监测时间", "time", { description: "整点" });
    const merged = mergeItems([written], itemsFromInspection(inspection(column("监测时间"), column("臭氧"))));
    expect(merged.map((i) => i.column)).toEqual(["time", "cy"]);
    expect(merged[0]).toBe(written);
  });
});
