import { describe, expect, it } from "vitest";
import { bigCount, bytes, dayOf, daysAgo, moment, percent } from "../src/format.ts";
import { sameSite } from "../src/http/security.ts";
import { placeOf } from "../src/pages/ledger/load.ts";
import { conditionsOf, whereOf } from "../src/row-filter.ts";
import { safeHref, urls } from "../src/urls.ts";

describe("figures and days", () => {
  it("counts days in Asia/Shanghai, not in UTC", () => {
    expect(dayOf("2026-03-17T16:00:00Z")).toBe("2026-03-18");
    expect(dayOf("2026-03-17T15:59:59Z")).toBe("2026-03-17");
    expect(daysAgo("2026-03-17T15:59:59Z", new Date("2026-03-17T16:00:00Z"))).toBe(1);
    expect(moment("2026-03-17T16:05:00Z", "zh")).toBe("2026年3月18日 00:05");
  });

  it("never rounds an imperfect share up to 100 %", () => {
    expect(percent(0.99996, "zh")).toBe("99.9%");
    expect(percent(1, "zh")).toBe("100%");
    // 0.921 × 1000 is a hair below 921 in floating point.
    expect(percent(0.921, "zh")).toBe("92.1%");
  });

  it("shortens large counts with their unit", () => {
    expect(bigCount(4_628_448, "zh")).toEqual(["462.8", "万"]);
    expect(bigCount(9_999, "zh")).toEqual(["9,999", ""]);
    expect(bytes(68_412, "zh")).toBe("68 KB");
    expect(bytes(1_550_000, "en")).toBe("1.6 MB");
  });
});

describe("the preview's filter", () => {
  const columns = [
    { name: "total", label: "总泊位", type: "integer" },
    { name: "name", label: "名称", type: "string" },
  ];
  const read = (query: string) => conditionsOf(new URLSearchParams(query), columns);

  it("keeps conditions on known columns with known operators only", () => {
    expect(read("f=nope~=~1&f=total~drop~1&f=total~=~")).toEqual([]);
    expect(read("f=name~=~a~b")).toEqual([{ column: "name", operator: "=", value: "a~b" }]);
    expect(read(Array.from({ length: 30 }, () => "f=total~=~1").join("&"))).toHaveLength(8);
  });

  it("writes the API's grammar: text quoted, numbers bare, emptiness as null", () => {
    expect(whereOf(read("f=total~%3E%3D~200&f=name~%3D~%22x"), columns)).toBe(
      'total ge 200 and name eq """x"',
    );
    expect(whereOf(read("f=total~%3D~1%20or%201"), columns)).toBe('total eq "1 or 1"');
    expect(whereOf(read("f=name~empty~&f=total~filled~"), columns)).toBe(
      "name is null and total is not null",
    );
    expect(whereOf([], columns)).toBeUndefined();
  });
});

describe("addresses", () => {
  it("lead nowhere but to this site or http(s)", () => {
    expect(safeHref("/a?b")).toBe("/a?b");
    expect(safeHref("https://a.example/")).toBe("https://a.example/");
    for (const bad of [
      "javascript:alert(1)",
      "//evil.example",
      "/\\evil.example",
      "data:text/html,x",
      "x",
      "",
    ])
      expect(safeHref(bad)).toBeUndefined();
  });

  it("escape codes", () => {
    expect(urls.dataset('a"/?b')).toBe("/dataset/a%22/%3Fb");
  });
});

describe("a form's origin", () => {
  it("must be this host where the browser names one", () => {
    expect(sameSite({ origin: "https://data.example" }, "data.example")).toBe(true);
    expect(sameSite({ origin: "https://data.example.evil" }, "data.example")).toBe(false);
    expect(sameSite({ origin: "null" }, "data.example")).toBe(false);
    expect(sameSite({ "sec-fetch-site": "same-site" }, "data.example")).toBe(false);
    expect(sameSite({}, "data.example")).toBe(true);
  });
});

describe("the place of a ledger entry (C2SP tlog-tiles)", () => {
  it("is its bundle of 256, partial while the bundle fills", () => {
    expect(placeOf(4182, 4183)).toEqual({ path: "/tile/entries/016.p/87", place: 86 });
    expect(placeOf(255, 300)).toEqual({ path: "/tile/entries/000", place: 255 });
    expect(placeOf(256 * 1234, 256 * 1235)).toEqual({ path: "/tile/entries/x001/234", place: 0 });
  });
});
