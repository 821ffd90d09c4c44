import { describe, expect, it } from "vitest";
import type { CaseItem, CaseView, Procedure } from "../api-types.ts";
import { between, shortOrg } from "../duties/between.ts";
import { bulkActions } from "../duties/bulk-actions.ts";
import { after, filterOf, neighbour, placeFrom, placeTo } from "../duties/filter.ts";
import { isHere } from "../shell/side-nav.tsx";
import { stepsOf } from "./steps.ts";

const t = (zh: string) => ({ zh, en: zh });
const procedure = {
  name: "correction",
  states: {
    "with-authority": { title: t("待转交"), tone: "waiting" },
    "with-agency": { title: t("校核中"), tone: "waiting" },
    corrected: { title: t("已更正"), tone: "good", final: true },
    refused: { title: t("不受理"), tone: "bad", final: true },
  },
  actions: {
    refuse: { from: ["with-authority", "with-agency"], to: "refused" },
    forward: {
      from: ["with-authority"],
      to: "with-agency",
      bulk: true,
      starts: [{ period: "answer", rule: "r", workingDays: 5, owedBy: "provider" }],
    },
    correct: { from: ["with-agency"], to: "corrected", starts: [] },
    extend: { from: ["with-agency"], to: "with-agency" },
  },
} as unknown as Procedure;
const view = (history: [string | null, string][], state: string, more: Partial<CaseView> = {}) =>
  ({
    procedure: "correction",
    state,
    closedAt: null,
    clock: null,
    history: history.map(([from, to], i) => ({
      version: i + 1,
      from,
      to,
      toTitle: t(to),
      at: `2026-09-2${i}T00:00:00Z`,
    })),
    ...more,
  }) as unknown as CaseView;

describe("the steps of a case", () => {
  it("show where it has been, where it is, and where it goes when all goes well", () => {
    const steps = stepsOf(view([[null, "with-authority"]], "with-authority"), procedure);
    expect(steps.map((s) => `${s.state} ${s.kind} ${s.workingDays ?? ""}`.trim())).toEqual([
      "with-authority current",
      "with-agency ahead 5",
      "corrected ahead",
    ]);
  });

  it("do not go on past the end", () => {
    const steps = stepsOf(
      view(
        [
          [null, "with-agency"],
          ["with-agency", "corrected"],
        ],
        "corrected",
      ),
      procedure,
    );
    expect(steps.map((s) => s.kind)).toEqual(["done", "done"]);
  });

  it("fall back when a case is sent back, and ignore acts that change no state", () => {
    const steps = stepsOf(
      view(
        [
          [null, "with-authority"],
          ["with-authority", "with-agency"],
          ["with-agency", "with-agency"],
          ["with-agency", "with-authority"],
        ],
        "with-authority",
      ),
      procedure,
    );
    expect(steps[0]).toMatchObject({ state: "with-authority", kind: "current" });
  });

  it("are shown from history alone when the declaration is not known", () => {
    expect(stepsOf(view([[null, "x"]], "x"), undefined)).toHaveLength(1);
  });
});

describe("the queue", () => {
  it("has its place in the address, and reads it back", () => {
    const place = { tab: "overdue", procedure: "correction", open: "c-1" } as const;
    const address = placeTo(place);
    expect(address).toBe("/?procedure=correction&tab=overdue&case=c-1");
    expect(placeFrom(new URLSearchParams(address.slice(2)))).toEqual(place);
    expect(placeFrom(new URLSearchParams("tab=nonsense")).tab).toBe("duties");
    expect(placeTo({ tab: "duties" })).toBe("/");
  });

  it("asks for overdue and amber among my duties, and for mine by what changed last", () => {
    expect(filterOf({ tab: "overdue", procedure: undefined, open: undefined }, 30)).toMatchObject({
      queue: "duties",
      due: "overdue",
    });
    expect(filterOf({ tab: "mine", procedure: "x", open: undefined }, 30)).toMatchObject({
      queue: "mine",
      sort: "updated",
      procedure: "x",
    });
  });

  it("moves to neighbours, stops at its ends, and starts at the top when the open case has left it", () => {
    expect(neighbour(["a", "b"], "a", 1)).toBe("b");
    expect(neighbour(["a", "b"], "b", 1)).toBe("b");
    expect(neighbour(["a", "b"], "gone", 1)).toBe("a");
    expect(neighbour([], "a", 1)).toBeUndefined();
  });

  it("goes on to the case after the one decided, or to the one before the last", () => {
    expect(after(["a", "b", "c"], "b")).toBe("c");
    expect(after(["a", "b"], "b")).toBe("a");
    expect(after(["a"], "a")).toBeUndefined();
  });

  it("says whom a case is between, and not that it waits for oneself", () => {
    const item = {
      procedure: "correction",
      parties: { provider: { uscc: "P", name: "青岛市民政局" } },
      waitsFor: { party: "provider", org: { uscc: "P", name: "青岛市民政局" } },
    } as unknown as CaseItem;
    expect(between(item, "P")).toEqual([undefined, undefined]);
    expect(between(item, "A")).toEqual([undefined, "青岛市民政局"]);
    expect(shortOrg("青岛市民政局", "青岛市")).toBe("市民政局");
    expect(shortOrg("山东省大数据局", "青岛市")).toBe("山东省大数据局");
  });

  it("offers in bulk only what is marked so and fits every ticked case", () => {
    const c = (state: string, of = "correction") => ({ procedure: of, state }) as CaseItem;
    expect(bulkActions([c("with-authority"), c("with-authority")], [procedure]).map((a) => a.name)).toEqual([
      "forward",
    ]);
    expect(bulkActions([c("with-authority"), c("with-agency")], [procedure])).toEqual([]);
    expect(bulkActions([c("with-authority"), c("with-authority", "catalog-entry")], [procedure])).toEqual([]);
    expect(bulkActions([], [procedure])).toEqual([]);
  });
});

describe("the navigation", () => {
  it("marks a place on its own page and on those below it, the duties only on theirs", () => {
    expect(isHere("/intake", "/intake/i-1")).toBe(true);
    expect(isHere("/", "/intake")).toBe(false);
    expect(isHere("/?procedure=correction", "/?procedure=correction")).toBe(true);
    expect(isHere("/", "/?procedure=correction")).toBe(false);
  });
});
