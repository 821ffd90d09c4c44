import { describe, expect, it } from "vitest";
import { byteRange } from "./byte-range.ts";
import { citation } from "./citation.ts";
import { headingsOf } from "./csv-sql.ts";
import { attachment, fileName } from "./file-names.ts";
import { items } from "./testing.ts";
import { timeliness } from "./timeliness.ts";
import { visibleColumns } from "./visible-columns.ts";

const at = (instant: string) => new Date(instant);

describe("timeliness (Arts. 28, 29)", () => {
  it("is kept to 24:00 in Shanghai of the day the cycle ends, and not a second longer", () => {
    const last = at("2026-09-01T02:00:00Z");
    const judge = (cycle: Parameters<typeof timeliness>[0], now: string) => {
      const { nextDue, onTime } = timeliness(cycle, last, at(now));
      return [nextDue, onTime];
    };
    expect(judge("daily", "2026-09-02T15:59:59Z")).toEqual(["2026-09-02", true]);
    expect(judge("daily", "2026-09-02T16:00:00Z")).toEqual(["2026-09-02", false]);
    expect(judge("weekly", "2026-09-08T15:59:59Z")).toEqual(["2026-09-08", true]);
    expect(judge("weekly", "2026-09-08T16:00:00Z")).toEqual(["2026-09-08", false]);
    expect(judge("monthly", "2026-10-01T15:59:59Z")).toEqual(["2026-10-01", true]);
    expect(judge("quarterly", "2026-12-01T16:00:00Z")).toEqual(["2026-12-01", false]);
    expect(judge("half-yearly", "2027-03-01T00:00:00Z")).toEqual(["2027-03-01", true]);
    expect(judge("yearly", "2027-09-01T16:00:00Z")).toEqual(["2027-09-01", false]);
  });

  it("counts a month from its 31st to the last day of a shorter one, leap years included", () => {
    expect(timeliness("monthly", at("2027-01-31T02:00:00Z"), at("2027-02-01T00:00:00Z")).nextDue).toBe(
      "2027-02-28",
    );
    expect(timeliness("monthly", at("2028-01-31T02:00:00Z"), at("2028-02-01T00:00:00Z")).nextDue).toBe(
      "2028-02-29",
    );
    expect(timeliness("quarterly", at("2026-11-30T02:00:00Z"), at("2026-12-01T00:00:00Z")).nextDue).toBe(
      "2027-02-28",
    );
  });

  it("promises nothing for static and irregular data, nor before the first version", () => {
    const now = at("2030-01-01T00:00:00Z");
    for (const cycle of ["static", "irregular"] as const)
      expect(timeliness(cycle, at("2026-01-01T00:00:00Z"), now)).toMatchObject({
        nextDue: null,
        onTime: null,
      });
    expect(timeliness("daily", undefined, now)).toEqual({
      cycle: "daily",
      lastUpdate: null,
      nextDue: null,
      onTime: null,
    });
  });
});

describe("the columns the public may have", () => {
  const schema = items.map((i) => ({
    name: i.column,
    label: i.name,
    type: "text" as const,
    stored: "VARCHAR",
  }));
  const names = (entry: Parameters<typeof visibleColumns>[1]) =>
    visibleColumns(schema, entry).visible.map((c) => c.name);

  it("are neither personal, nor graded L3 or above, nor unknown to the catalog", () => {
    const l = { name: "列", type: "string", nullable: true } as const;
    expect(names({ items, grade: "L3" })).toEqual(["name", "district", "spaces", "opened", "remark"]);
    expect(names({ items: items.slice(0, 2), grade: "L1" })).toEqual(["name", "district"]);
    expect(names({ items: [{ ...l, column: "name", grade: "important" }], grade: "L1" })).toEqual([]);
    expect(names({ items: [{ ...l, column: "name", grade: "unheard" }], grade: "L1" })).toEqual([]);
  });

  it("have their entry's grade where they have none of their own", () => {
    const item = { name: "名称", column: "name", type: "string", nullable: true } as const;
    expect(names({ items: [item], grade: "L2" })).toEqual(["name"]);
    expect(names({ items: [item], grade: "L3" })).toEqual([]);
  });

  it("are without those found to hold citizen IDs, whatever the catalog says", () => {
    const cards = [{ ...schema[0]!, semantic: "citizen-id" }];
    expect(visibleColumns(cards, { items, grade: "L1" }).visible).toEqual([]);
  });
});

describe("a file's name", () => {
  it("keeps Chinese and drops what ends a header, a folder or turns the writing direction", () => {
    expect(fileName("公共停车场泊位信息-v3", "csv")).toBe("公共停车场泊位信息-v3.csv");
    for (const hostile of [
      "a\r\nSet-Cookie: x=1",
      "../../etc/passwd",
      "gpj\u202eexe",
      'a"b',
      "a\u0000b",
      "\ud800",
      "...",
    ]) {
      const name = fileName(hostile, "csv");
      expect(name).not.toMatch(/[\p{Cc}\p{Cf}"/\\]/u);
      expect(name.startsWith(".")).toBe(false);
      expect(attachment(name, "x.csv")).toMatch(
        /^attachment; filename="[A-Za-z0-9._-]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/,
      );
    }
    expect(fileName("长".repeat(500), "csv").length).toBeLessThanOrEqual(104);
  });

  it("stands in the header in UTF-8 and in ASCII (RFC 5987)", () => {
    expect(attachment("停车场.csv", "370200-x-1.csv")).toBe(
      "attachment; filename=\"370200-x-1.csv\"; filename*=UTF-8''%E5%81%9C%E8%BD%A6%E5%9C%BA.csv",
    );
    expect(attachment("a'(1)*.csv", 'b"\r\n;.csv')).toBe(
      "attachment; filename=\"b____.csv\"; filename*=UTF-8''a%27%281%29%2A.csv",
    );
  });
});

describe("a byte range (RFC 9110)", () => {
  it("is read against the file's size", () => {
    expect(byteRange("bytes=0-9", 100)).toEqual({ start: 0, end: 9 });
    expect(byteRange("bytes=90-", 100)).toEqual({ start: 90, end: 99 });
    expect(byteRange("bytes=-10", 100)).toEqual({ start: 90, end: 99 });
    expect(byteRange("bytes=-1000", 100)).toEqual({ start: 0, end: 99 });
    expect(byteRange("bytes=50-1000", 100)).toEqual({ start: 50, end: 99 });
    expect(byteRange("bytes=100-", 100)).toBe("beyond");
    expect(byteRange("bytes=-0", 100)).toBe("beyond");
    for (const whole of [
      undefined,
      "bytes=-",
      "bytes=9-1",
      "bytes=0-1,5-6",
      "lines=1-2",
      "bytes=a-b",
      `bytes=${"9".repeat(40)}-`,
    ])
      expect(byteRange(whole, 100)).toBeUndefined();
  });
});

describe("headings and citations", () => {
  it("are told apart where labels are the same, and are no formula", () => {
    const column = (name: string, label: string) => ({
      name,
      label,
      type: "text" as const,
      stored: "VARCHAR",
    });
    expect(
      headingsOf([column("a", "名称"), column("b", "名称"), column("c", "=1+1"), column("d", "x\r\ny")]),
    ).toEqual(["名称(a)", "名称(b)", "'=1+1", "x y"]);
  });

  it("name version, day and fingerprint", () => {
    const version = { n: 3, publishedAt: at("2026-09-30T16:00:00Z"), sha256: "ab".repeat(32) };
    const { zh, en } = citation({
      code: "370200-x-0001",
      name: "停车场",
      provider: "市交通局",
      version,
      publicUrl: "https://d.example",
    });
    expect(zh).toBe(
      "市交通局. 停车场: 第3版[DB/OL]. (2026-10-01). https://d.example/dataset/370200-x-0001. SHA-256 abababababababab…",
    );
    expect(en).toContain("version 3");
  });
});
