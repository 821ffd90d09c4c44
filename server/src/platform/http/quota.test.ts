import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Quota } from "./quota.ts";

const ten = { name: "reading", most: 10, seconds: 60 };

describe("a quota", () => {
  it("lets its allowance through at once and not one more, and says how long to wait", () => {
    const quota = new Quota(ten);
    for (let i = 9; i >= 0; i--)
      expect(quota.spend("a", 0)).toMatchObject({ allowed: true, left: i, wait: 0 });
    expect(quota.spend("a", 0)).toEqual({ allowed: false, left: 0, reset: 60, wait: 6 });
    expect(quota.spend("b", 0).allowed).toBe(true);
  });

  it("gives one back each sixth second: not a millisecond before, and everything after a minute", () => {
    const quota = new Quota(ten);
    for (let i = 0; i < 10; i++) quota.spend("a", 1000);
    expect(quota.spend("a", 6_990).allowed).toBe(false);
    expect(quota.spend("a", 7_000).allowed).toBe(true);
    expect(quota.spend("a", 7_000).allowed).toBe(false);
    for (let i = 0; i < 10; i++) expect(quota.spend("a", 67_001).allowed, String(i)).toBe(true);
    expect(quota.spend("a", 67_001).allowed).toBe(false);
  });

  it("takes nothing for refused tries: whoever waits as told gets in", () => {
    const quota = new Quota(ten);
    for (let i = 0; i < 10; i++) quota.spend("a", 0);
    let wait = 0;
    for (let i = 0; i < 50; i++) wait = quota.spend("a", 10).wait;
    expect(quota.spend("a", 10 + wait * 1000).allowed).toBe(true);
  });

  it("never lets more through in any minute than twice its allowance, nor on the whole more than the pace", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 300 }),
        (most, gaps) => {
          const quota = new Quota({ name: "x", most, seconds: 60 });
          const times: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            if (quota.spend("a", now).allowed) times.push(now);
          }
          for (let i = 0; i < times.length; i++) {
            const span = times.at(-1)! - times[i]!;
            expect(times.length - i).toBeLessThanOrEqual(
              most + Math.floor((span / 60_000) * most + 0.01) + 1,
            );
          }
        },
      ),
    );
  });

  it("remembers a bounded number of keys, those used last", () => {
    const quota = new Quota({ ...ten, most: 1 }, 100);
    for (let i = 0; i < 1000; i++) quota.spend(`k${i}`, i);
    expect(quota.size).toBe(100);
    expect(quota.spend("k999", 1000).allowed).toBe(false);
    expect(quota.spend("k0", 1000).allowed).toBe(true);
  });
});
