import { createHash } from "node:crypto";
import { cosignatureEd25519, keyPairFromSeed, thresholdPolicy } from "@zhanqiao/tlog";
import { describe, expect, it } from "vitest";
import {
  changed,
  codes,
  forged,
  givenOf,
  history,
  keys,
  number,
  own,
  pack,
  period,
  secretWords,
  trusted,
  witness,
} from "../test/made-case.ts";
import { makePack, readZip, renderHtml, renderText, verifyPack } from "./index.ts";

const sound = await pack();

describe("a sound pack", () => {
  it("verifies with the log's two keys and its witness, and says what it does not prove", () => {
    const report = verifyPack(sound, trusted);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ ok: true, keyGiven: true });
    expect(report.notes.map((one) => one.code)).toEqual(["tail.open", "periods.stated", "words.stated"]);
    expect(report.view!.acts.map(({ act }) => act!.version)).toEqual([1, 2, 3]);
    expect(report.view!.cosignatures).toEqual([{ name: "w.example", at: "2026-03-12T07:20:00.000Z" }]);
  });

  it("without a key agrees with itself, and says that the key came from the pack", () => {
    const report = verifyPack(sound, own);
    expect(report).toMatchObject({ ok: true, keyGiven: false });
    expect(report.notes[0]).toMatchObject({ code: "key.from_pack" });
    expect(report.notes[0]!.en).toContain(keys.verifierKey);
    expect(renderText(report)).toContain("公钥尚待核对");
  });

  it("is the same bytes each time, whatever the time zone", async () => {
    const given = await givenOf();
    const first = makePack(given);
    const before = process.env.TZ;
    process.env.TZ = "America/Los_Angeles";
    try {
      expect(Buffer.from(makePack(given)).equals(first)).toBe(true);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  it("proves order, time and actor of an act whose content is not in it", async () => {
    const given = await givenOf();
    const packed = given.packed.map(({ entry, proof, ...opened }, i) => ({
      ...{ entry, proof },
      ...(i === 0 ? opened : {}),
    }));
    const report = verifyPack(makePack({ ...given, packed }), trusted);
    expect(report.findings).toEqual([]);
    expect(report.notes.map((one) => one.code)).toContain("content.withheld");
    expect(renderText(report)).not.toContain(secretWords);
  });

  it("says that behind the last content shown a left-out act would not be seen", async () => {
    const given = await givenOf();
    const closed = ({ entry, proof }: (typeof given.packed)[number]) => ({ entry, proof });
    const [a, b, c] = given.packed as [never, never, never];
    const gaps = (packed: (typeof given)["packed"]) => {
      const report = verifyPack(makePack({ ...given, packed }), trusted);
      return [report.ok, report.notes.find((one) => one.code === "middle.open")?.en ?? ""];
    };
    // Version 2 is withheld, and version 3 after it counts it.
    expect(gaps([a, closed(b), c])).toEqual([true, ""]);
    expect(codes(makePack({ ...given, packed: [a, c] }))).toEqual(["chain.version"]);
    expect(gaps([a, closed(b), closed(c)])).toEqual([true, expect.stringContaining("after entry 1")]);
    expect(gaps([a, closed(c)])).toEqual([true, expect.stringContaining("after entry 1")]);
  });

  it("whose machines' clocks differ is sound: the log holds the order, and the reader is told", async () => {
    const acts = history.map((one, i) => (i === 1 ? { ...one, at: "2026-03-09T01:59:59.000Z" } : one));
    const report = verifyPack(await pack(acts), trusted);
    expect(report.findings).toEqual([]);
    expect(report.notes.find((one) => one.code === "time.backwards")?.en).toContain("entry 2");
  });

  it("verifies where the witnesses of a policy signed, and not where they are too few", async () => {
    const other = keyPairFromSeed("w2.example", new Uint8Array(32).fill(9), cosignatureEd25519);
    const witnesses = [witness.verifierKey, other.verifierKey];
    const by = (atLeast: number) =>
      verifyPack(sound, { ...trusted, witnesses: [], policy: thresholdPolicy({ witnesses }, atLeast) });
    expect(by(1)).toMatchObject({ ok: true, findings: [] });
    expect(by(2).findings.map((one) => one.code)).toEqual(["witness.quorum"]);
    const both = { ...trusted, policy: thresholdPolicy({ witnesses }, 1) };
    expect(verifyPack(sound, both).findings).toEqual([]);
  });

  it("has a page that is the same in every release that writes format 1", () => {
    const { view } = verifyPack(sound, trusted);
    const json = (name: string) => JSON.parse(new TextDecoder().decode(readZip(sound).get(name)));
    const beside = { words: json("words.json"), document: json("document.json") };
    const page = renderHtml({ ...view!, articles: [] }, beside);
    // Old packs are checked against this very page: whoever changes it begins format 2 and keeps this one.
    expect(createHash("sha256").update(page).digest("hex")).toBe(
      "3d05aab02ef9e9bd52f2b9429767d5af9bdc635e1cc9e4b3fb9737c9d61ab974",
    );
  });

  it("shows a period that ran out, put on the record by the platform", async () => {
    const overdue = {
      ...{ act: "period.overdue", at: "2026-03-17T00:00:00.000Z" },
      content: { subject: number, case: number, period: "answer", dueAt: period.dueAt },
    };
    const last = { ...history[2]!, at: "2026-03-18T02:30:00.000Z" };
    const late = { ...period, endedAt: last.at, outcome: "late" as const };
    const acts = [history[0]!, history[1]!, overdue, last];
    expect(verifyPack(await pack(acts, { periods: [late] }), trusted).findings).toEqual([]);
    expect(codes(await pack(acts, { periods: [] }))).toEqual(["period.notice"]);
  });
});

describe("what is shown", () => {
  it("comes from checked data only: nothing that failed, none of the maker's words", () => {
    const bytes = forged(sound, { "acts/0003/content.json": changed(secretWords, "没有错误") });
    const { view, ...report } = verifyPack(bytes, trusted);
    for (const shown of [renderHtml(view!, { report }), renderText({ ...report, view: view! })]) {
      expect(shown).toContain("已派人核实");
      expect(shown).not.toContain("没有错误");
      for (const stated of ["公共停车场信息校核", "市城管局", "写错了"]) expect(shown).not.toContain(stated);
    }
  });

  it("is escaped, loads and runs nothing", () => {
    const { view, ...report } = verifyPack(sound, trusted);
    const inside = new TextDecoder().decode(readZip(sound).get("index.html"));
    for (const page of [inside, renderHtml(view!, { report })]) {
      expect(page).not.toMatch(/<script|<b>|<img|<link|<iframe|javascript:|src=|href=|url\(|@import/);
      expect(page).toContain("&lt;b&gt;");
      expect(page).toContain("default-src 'none'");
    }
    expect(inside).toContain("&lt;script&gt;");
  });

  it("cannot drive a terminal or turn the direction of text", async () => {
    const hostile = history.map((one, i) =>
      i === 1 ? { ...one, content: { ...one.content, contents: { note: "\u001b[2J\u202e假\r\n✗" } } } : one,
    );
    const report = verifyPack(await pack(hostile), trusted);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those must not be there
    expect(renderText(report)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
