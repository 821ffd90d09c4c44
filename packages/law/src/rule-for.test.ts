import { describe, expect, it } from "vitest";
import { LawError } from "./law-error.ts";
import { type DutyHolderKind, dutyHolderKinds, type PackId, ruleIds } from "./rule.ts";
import { defaultPacks, obligationFor, obligationsFor, packs, ruleFor } from "./rule-for.ts";
import { day } from "./testing/arbitraries.ts";

const both: PackId[] = ["qingdao-299", "statecouncil-809"];
const at = day("2026-03-02");
const government = { packs: both, holder: "government", at } as const;

describe("rule packs", () => {
  it("order 299 alone is on by default", () => {
    expect(defaultPacks).toEqual(["qingdao-299"]);
  });

  it.each([
    ["catalog.amend", "10", 15, null],
    ["correction.by-agency", "17.2", 5, { toDays: 10 }],
    ["correction.forward", "17.3", 2, null],
    ["share.review", "21.2", 1, null],
    ["share.answer", "21.2", 2, null],
    ["share.deliver", "21.2", 5, "open"],
  ] as const)("order 299: %s (Art. %s) takes %i working days", (id, article, days, limit) => {
    const { binding } = ruleFor(id, { packs: defaultPacks, holder: "enterprise", at });
    expect(binding).toMatchObject({ article, days, unit: "working-day", pack: "qingdao-299" });
    expect(binding?.extension?.limit ?? null).toEqual(limit);
  });

  it.each([
    ["catalog.amend", 10, { addDays: 5 }],
    ["catalog.review", 2, null],
    ["share.answer-unconditional", 1, null],
    ["share.answer", 10, { addDays: 10 }],
    ["share.deliver", 20, null],
    ["correction.inter-agency", 10, null],
  ] as const)("order 809: %s takes %i working days", (id, days, limit) => {
    const { binding } = ruleFor(id, { packs: ["statecouncil-809"], holder: "government", at });
    expect(binding).toMatchObject({ days, unit: "working-day", pack: "statecouncil-809" });
    expect(binding?.extension?.limit ?? null).toEqual(limit);
  });

  it("where both bind, the shorter period wins and the other is shown", () => {
    const amend = ruleFor("catalog.amend", government);
    expect(amend.binding).toMatchObject({ pack: "statecouncil-809", days: 10 });
    expect(amend.competing).toMatchObject([{ pack: "qingdao-299", days: 15 }]);
    const answer = ruleFor("share.answer", government);
    expect(answer.binding).toMatchObject({ pack: "qingdao-299", days: 2 });
    expect(answer.competing).toMatchObject([{ pack: "statecouncil-809", days: 10 }]);
  });

  it("an open extension ends where the other pack's period ends", () => {
    const deliver = ruleFor("share.deliver", government);
    expect(deliver.binding).toMatchObject({
      pack: "qingdao-299",
      days: 5,
      extension: { limit: { toDays: 20 } },
    });
    expect(deliver.cappedBy).toBe("statecouncil-809");
    expect(ruleFor("share.deliver", { ...government, packs: ["qingdao-299"] }).cappedBy).toBeNull();
  });

  it("order 809 does not bind enterprises, institutions or people's organisations", () => {
    for (const holder of ["enterprise", "public-institution", "peoples-organisation"] as const) {
      const choice = ruleFor("catalog.amend", { packs: both, holder, at });
      expect(choice.binding).toMatchObject({ pack: "qingdao-299", days: 15 });
      expect(choice.competing).toEqual([]);
    }
  });

  it("a pack binds from the day it is in force, not a day before", () => {
    const before = ruleFor("catalog.amend", { ...government, at: day("2025-07-31") });
    expect(before).toMatchObject({ binding: { pack: "qingdao-299" }, competing: [] });
    const after = ruleFor("catalog.amend", { ...government, at: day("2025-08-01") });
    expect(after.binding?.pack).toBe("statecouncil-809");
    expect(ruleFor("catalog.amend", { ...government, at: day("2024-01-31") }).binding).toBeNull();
    expect(ruleFor("catalog.amend", { ...government, at: day("2024-02-01") }).binding?.days).toBe(15);
  });

  it("a period no pack sets binds nobody", () => {
    expect(ruleFor("catalog.review", { packs: defaultPacks, holder: "government", at })).toEqual({
      binding: null,
      competing: [],
      cappedBy: null,
    });
  });

  it("the stricter ban wins: no passing on even with the provider's consent", () => {
    const bound = obligationFor("share.purpose-bound", government);
    expect(bound.binding).toMatchObject({
      pack: "qingdao-299",
      terms: { thirdPartyWithProviderConsent: false },
    });
    expect(bound.competing).toMatchObject([{ pack: "statecouncil-809" }]);
  });

  it("order 809 adds one notice of everything missing and records kept three years", () => {
    const ids = (on: readonly PackId[]) =>
      obligationsFor({ ...government, packs: on }).map((found) => found.id);
    expect(ids(defaultPacks)).not.toContain("share.one-notice");
    expect(ids(both)).toEqual(
      expect.arrayContaining(["share.one-notice", "share.use-records", "open.no-narrowing"]),
    );
    expect(obligationFor("share.use-records", government).binding?.terms).toEqual({ minYears: 3 });
    expect(obligationFor("share.one-notice", government).binding?.terms).toMatchObject({
      outrightRefusal: false,
    });
  });

  it("not sharing needs a law or an administrative regulation, whichever packs are on", () => {
    for (const on of [["qingdao-299"], ["statecouncil-809"], both] as PackId[][]) {
      const { binding } = obligationFor("share.none-basis", { ...government, packs: on });
      expect(binding?.terms.bases).toEqual(["law", "administrative-regulation"]);
    }
  });

  it("an unknown rule, pack or kind is refused by name", () => {
    expect(() => ruleFor("share.forever" as never, government)).toThrow(/share\.forever/);
    expect(() => ruleFor("share.answer", { ...government, packs: ["gdpr" as never] })).toThrow(/gdpr/);
    expect(() => ruleFor("share.answer", { ...government, holder: "toString" as never })).toThrow(LawError);
    expect(() => obligationFor("share.x" as never, government)).toThrow(LawError);
  });

  it("packs agree with themselves: ids known, dates within the pack, one rule per id", () => {
    for (const pack of packs) {
      expect(new Set(pack.rules.map((rule) => rule.id)).size).toBe(pack.rules.length);
      for (const rule of [...pack.rules, ...pack.obligations]) {
        expect(rule.pack).toBe(pack.id);
        expect(rule.since >= pack.inForce).toBe(true);
      }
      for (const rule of pack.rules) expect(ruleIds).toContain(rule.id);
      expect(pack.binds.every((kind: DutyHolderKind) => kind in dutyHolderKinds)).toBe(true);
    }
  });
});
