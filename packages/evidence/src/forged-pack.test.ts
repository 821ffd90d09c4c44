import { canonicalJson } from "@zhanqiao/tlog";
import { describe, expect, it } from "vitest";
import {
  changed,
  codes,
  forged,
  givenOf,
  history,
  keys,
  number,
  origin,
  otherKeys,
  own,
  pack,
  period,
  secretWords,
  trusted,
} from "../test/made-case.ts";
import { makePack, readZip, verifyPack } from "./index.ts";

const sound = await pack();

describe("a forger who changes", () => {
  const content = "acts/0003/content.json";
  const cases: [what: string, bytes: () => Uint8Array, found: string][] = [
    ["a content", () => forged(sound, { [content]: changed(secretWords, "没有错误") }), "content.differs"],
    ["a salt", () => forged(sound, { [content]: changed("Zm", "Zn") }), "content.differs"],
    [
      "the time of an act",
      () => forged(sound, { "acts/0003/entry.json": changed("2026-03-11", "2026-03-10") }),
      "receipt.refused",
    ],
    [
      "who acted",
      () => forged(sound, { "acts/0002/entry.json": changed('"officer"', '"reviewer"') }),
      "receipt.refused",
    ],
    [
      "the act",
      () => forged(sound, { "acts/0003/entry.json": changed("correction.correct", "correction.refuse") }),
      "receipt.refused",
    ],
    [
      "a receipt for another entry's",
      () =>
        forged(sound, { "acts/0003/receipt.tlog-proof": readZip(sound).get("acts/0002/receipt.tlog-proof") }),
      "receipt.refused",
    ],
    [
      "a receipt by a line that nothing vouches for",
      () => forged(sound, { "acts/0003/receipt.tlog-proof": changed("index 8", "extra eA==\nindex 8") }),
      "receipt.refused",
    ],
    [
      "the place in a receipt",
      () => forged(sound, { "acts/0003/receipt.tlog-proof": changed("index 8", "index 7") }),
      "receipt.refused",
    ],
    [
      "the checkpoint's size",
      () => forged(sound, { checkpoint: changed("\n10\n", "\n11\n") }),
      "checkpoint.refused",
    ],
    [
      "a cosignature",
      () => forged(sound, { checkpoint: (t) => t.replace(/(— w\.example \S{8})./, "$1_") }),
      "checkpoint.refused",
    ],
    [
      "the witness, left out",
      () => forged(sound, { checkpoint: (t) => t.replace(/— w\.example .*\n/, "") }),
      "witness.missing",
    ],
    ["the page", () => forged(sound, { "index.html": changed(secretWords, "没有错误") }), "html.differs"],
    [
      "a name people read",
      () => forged(sound, { "words.json": changed("市城管局", "市公安局") }),
      "html.differs",
    ],
    [
      "the case number",
      () => forged(sound, { "manifest.json": changed(number, "JH-2026-00013") }),
      "chain.other_case",
    ],
    ["the procedure", () => forged(sound, { "manifest.json": changed("P10", "P11") }), "chain.procedure"],
    [
      "a due day",
      () => forged(sound, { "periods.json": changed('"due":"2026-03-16"', '"due":"2026-03-10"') }),
      "period.due",
    ],
    [
      "a due instant",
      () => forged(sound, { "periods.json": changed("2026-03-16T16:00", "2026-03-10T16:00") }),
      "period.due",
    ],
    ["an outcome", () => forged(sound, { "periods.json": changed('"met"', '"late"') }), "period.outcome"],
    [
      "when a period ended",
      () => forged(sound, { "periods.json": changed("2026-03-11T02:30", "2026-03-11T02:31") }),
      "period.end",
    ],
    [
      "when a period began",
      () => forged(sound, { "periods.json": changed("09T02:00", "09T03:00") }),
      "period.start",
    ],
    [
      "a period's length",
      () => forged(sound, { "periods.json": changed('"days":5', '"days":9') }),
      "period.rule",
    ],
    [
      "the article of a period",
      () => forged(sound, { "periods.json": changed('"17.2"', '"17.3"') }),
      "period.rule",
    ],
    [
      "a period by an extension nobody granted",
      () =>
        forged(sound, {
          "periods.json": changed(
            '"extensions":[]',
            '"extensions":[{"at":"2026-03-12T00:00:00.000Z","fromDue":"2026-03-13","toDue":"2026-03-16"}]',
          ),
        }),
      "period.extension",
    ],
    [
      "the name of the log",
      () =>
        forged(sound, { "manifest.json": changed(`"origin":"${origin}"`, '"origin":"log.example/other"') }),
      "checkpoint.refused",
    ],
  ];
  for (const [what, bytes, found] of cases)
    it(`${what} is found (${found})`, () => {
      const report = verifyPack(bytes(), trusted);
      expect(report.ok).toBe(false);
      expect(report.findings.map((one) => one.code)).toContain(found);
      expect(report.findings.every(({ zh, en }) => zh && en)).toBe(true);
    });

  it("the checkpoint for a later one of the same log, by which every receipt is named", async () => {
    const later = await givenOf(history, { around: 6 });
    const codesFound = codes(forged(sound, { checkpoint: later.checkpoint }));
    expect(codesFound.filter((code) => code === "receipt.checkpoint")).toHaveLength(3);
  });

  it("the number of entries, or adds one that the manifest does not count", () => {
    const fewer = { "manifest.json": changed('"entries":3', '"entries":2') };
    expect(codes(forged(sound, fewer))).toContain("file.unknown");
    const more = { "manifest.json": changed('"entries":3', '"entries":4') };
    expect(codes(forged(sound, more))).toContain("file.missing");
    const files = readZip(sound);
    const added = { "acts/0004/entry.json": files.get("acts/0003/entry.json") };
    expect(codes(forged(sound, added))).toEqual(["file.unknown"]);
  });

  it("what the platform keeps of the case: the page no longer agrees", () => {
    expect(codes(forged(sound, { "document.json": changed("写错了", "没有错") }))).toEqual(["html.differs"]);
    expect(codes(forged(sound, { "document.json": undefined }))).toEqual(["html.differs"]);
  });

  it("an article's words is named, and the verifier shows its own", () => {
    const given = forged(sound, { "articles.json": (t) => t.replace(/"zh":"[^"]*"/, '"zh":"随意办理"') });
    const report = verifyPack(given, trusted);
    expect(report.notes.map((one) => one.code)).toContain("article.differs");
    expect(report.findings.map((one) => one.code)).toContain("html.differs");
    expect(JSON.stringify(report.view)).not.toContain("随意办理");
  });

  it("the history by leaving an act out in the middle, and renumbers everything", async () => {
    const given = await givenOf();
    expect(codes(makePack({ ...given, packed: [given.packed[0]!, given.packed[2]!] }))).toEqual([
      "chain.version",
    ]);
    expect(codes(makePack({ ...given, packed: given.packed.slice(1) }))).toContain("chain.version");
  });

  it("the history by leaving the last act out: the period's end gives it away, the chain alone cannot", async () => {
    const given = await givenOf();
    const packed = given.packed.slice(0, 2);
    expect(codes(makePack({ ...given, packed }))).toEqual(["period.end"]);
    const report = verifyPack(makePack({ ...given, packed, periods: [] }), trusted);
    expect(report.ok).toBe(true);
    expect(report.notes.map((one) => one.code)).toContain("tail.open");
  });

  it("the history by doubling an act, or by another order", async () => {
    const given = await givenOf();
    const [a, b, c] = given.packed as [never, never, never];
    expect(codes(makePack({ ...given, packed: [a, b, b, c] }))).toContain("chain.order");
    expect(codes(makePack({ ...given, packed: [b, a, c] }))).toContain("chain.order");
  });

  it("an act for one of another case, as truly logged as it may be", async () => {
    const other = history.map((one, i) =>
      i === 1 ? { ...one, content: { ...one.content, case: "JH-2026-00099" } } : one,
    );
    expect(codes(await pack(other))).toEqual(["chain.other_case"]);
  });

  it("the states of an act to what the log never saw together", async () => {
    const broken = history.map((one, i) =>
      i === 2 ? { ...one, content: { ...one.content, from: "lodged" } } : one,
    );
    expect(codes(await pack(broken))).toEqual(["chain.state"]);
  });

  it("one receipt to rest on another checkpoint of the same log", async () => {
    const larger = await givenOf(history, { around: 6 });
    const given = await givenOf();
    const packed = [given.packed[0]!, given.packed[1]!, larger.packed[2]!];
    expect(codes(makePack({ ...given, packed }))).toContain("receipt.checkpoint");
  });

  it("everything, and signs with a key of their own: found by whoever has the published key", async () => {
    const theirs = await pack(history, { signer: otherKeys.signerKey, keys: [otherKeys.verifierKey] });
    expect(verifyPack(theirs, own).ok).toBe(true);
    expect(codes(theirs)).toEqual(["key.other", "checkpoint.refused"]);
    expect(verifyPack(theirs, trusted).view).toBeUndefined();
  });
});

describe("hostile files", () => {
  const json = (value: unknown) => canonicalJson(value);
  const cases: [what: string, changes: Parameters<typeof forged>[1], found: string][] = [
    ["JSON that is not canonical", { "periods.json": "[ ]" }, "file.json"],
    ["a name twice", { "periods.json": '[{"a":1,"a":1}]' }, "file.json"],
    ["a name of JavaScript's own", { "words.json": '{"__proto__":{"ok":true}}' }, "file.json"],
    ["the constructor", { "words.json": '{"constructor":{"prototype":1}}' }, "file.json"],
    ["nesting without end", { "periods.json": "[".repeat(200_000) + "]".repeat(200_000) }, "file.json"],
    ["bytes that are no UTF-8", { checkpoint: Uint8Array.of(0xff, 0xfe) }, "file.utf8"],
    ["a file left out", { "periods.json": undefined }, "file.missing"],
    ["an entry left out", { "acts/0002/entry.json": undefined }, "file.missing"],
    ["the page left out", { "index.html": undefined }, "file.missing"],
    ["a field too many", { "periods.json": json([{ ...period, note: "x" }]) }, "file.form"],
    ["a day that is none", { "periods.json": json([{ ...period, due: "2026-99-99" }]) }, "file.form"],
    ["a day that no month has", { "periods.json": json([{ ...period, from: "2026-02-30" }]) }, "file.form"],
    [
      "a time beyond any calendar",
      { "periods.json": json([{ ...period, trigger: "9999-12-31T23:59:59.999Z" }]) },
      "file.form",
    ],
    ["a manifest that is a list", { "manifest.json": "[]" }, "file.form"],
    ["keys that are none", { "manifest.json": (t) => t.replace(keys.verifierKey, "x") }, "key.malformed"],
    ["an entry that is none", { "acts/0002/entry.json": "{}" }, "receipt.refused"],
    ["a receipt that is none", { "acts/0002/receipt.tlog-proof": "x" }, "receipt.refused"],
    ["a content that is none", { "acts/0002/content.json": "[]" }, "file.form"],
  ];
  for (const [what, changes, found] of cases)
    it(`${what}: named ${found}, nothing thrown`, () => {
      expect(codes(forged(sound, changes))).toContain(found);
    });
});
