import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, type Caller, type Refusal, type Role } from "../platform/index.ts";
import { actOnCase } from "../procedure/index.ts";
import { expected, seen } from "./expected-decisions.ts";
import { aLaw, aNotice, content, staff, type TestCatalog, testCatalog, town } from "./testing.ts";

const parts = {
  provider: town.districtSchools,
  authority: town.districtData,
  cityAuthority: town.cityData,
  stranger: town.education,
} as const;
const roles: readonly Role[] = ["officer", "head", "reviewer", "supervisor", "admin"];
const officer = staff(parts.provider, "officer");
const reviewer = staff(parts.authority, "reviewer");
const cityReviewer = staff(parts.cityAuthority, "reviewer");
const because = { reason: "理由写在这里" };

describe("every action from every state by every role", () => {
  let catalog: TestCatalog;
  beforeAll(async () => {
    catalog = await testCatalog();
  });
  afterAll(() => catalog.close());

  const draft = () => catalog.open(officer, "catalog-entry", "draft", content());
  const entry = () => catalog.published({}, parts.provider);
  const change = async (procedure: string, contents: object) =>
    catalog.open(officer, procedure, "propose", contents, (await entry()).code);
  const conditional = () => change("share-type", { to: "conditional", ...because, basis: aNotice });
  const notShared = () => change("share-type", { to: "none", ...because, basis: aLaw });
  const lessOpen = () => change("open-type", { to: "none", ...because, basis: aLaw });
  const after = async (open: () => Promise<string>, ...acts: [Caller, string, object?][]) => {
    const id = await open();
    for (const [caller, action, contents] of acts) await catalog.act(caller, id, action, contents);
    return id;
  };
  const publishedId = async () => (await entry()).id;
  const ways: Record<string, () => Promise<string>> = {
    "P1 draft": draft,
    "P1 submitted": () => after(draft, [officer, "submit"]),
    "P1 returned": () => after(draft, [officer, "submit"], [reviewer, "return", because]),
    "P1 published": publishedId,
    "P1 amending": () => after(publishedId, [officer, "improve", because]),
    "P1 retiring": () => after(publishedId, [officer, "ask-retirement", because]),
    "P1 retired": () => after(publishedId, [officer, "ask-retirement", because], [reviewer, "retire"]),
    "P1 discarded": () => after(draft, [officer, "discard"]),
    "P2 reviewing": conditional,
    "P2 city-review": notShared,
    "P2 accepted": () => after(notShared, [cityReviewer, "approve"]),
    "P2 refused": () => after(notShared, [cityReviewer, "refuse", because]),
    "P2 withdrawn": () => after(conditional, [officer, "withdraw"]),
    "P12 reviewing": lessOpen,
    "P12 approved": () => after(lessOpen, [reviewer, "approve"]),
    "P12 refused": () => after(lessOpen, [reviewer, "refuse", because]),
    "P12 withdrawn": () => after(lessOpen, [officer, "withdraw"]),
  };

  it("covers every state there is", () => {
    expect(Object.keys(ways)).toEqual(Object.keys(seen));
  });

  // Contents that no action takes: whoever may act is told so, and the case stays as it is for the next try.
  const tried = async (caller: Caller, key: string, action: string, version: number) => {
    const request = { key, action, version, contents: { "not-a-field": 1 } };
    return actOnCase(catalog.needs, caller, request).then(
      () => "done",
      (refusal: Refusal) => refusal.code.replace("procedure.", ""),
    );
  };

  const decision = (id: string, state: string, part: string, role: Role, action: string) => {
    const rule = expected[`${id} ${action}`]!;
    if (!seen[`${id} ${state}`]!.split(" ").includes(part)) return "case_missing";
    if (rule.who !== `${part} ${role}`) return "not_yours";
    return rule.from.split(" ").includes(state) ? "contents_missing" : "not_now";
  };

  it.each(Object.keys(ways))("is decided as declared: %s", async (where) => {
    const [id, state] = where.split(" ") as [string, string];
    const key = await ways[where]!();
    const before = await catalog.show(key);
    expect(before.state).toBe(state);
    const actions = Object.keys(expected).flatMap((k) =>
      k.startsWith(`${id} `) ? [k.slice(id.length + 1)] : [],
    );
    for (const action of actions) {
      const asked = Object.entries(parts).flatMap(([part, org]) =>
        roles.map(async (role) => ({
          who: `${part} ${role} ${action}`,
          is: await tried(staff(org, role), key, action, before.version),
          should: decision(id, state, part, role, action),
        })),
      );
      for (const { who, is, should } of await Promise.all(asked))
        expect(`${who}: ${is}`).toBe(`${who}: ${should}`);
      expect(await tried(anyone, key, action, before.version)).toBe("case_missing");
    }
    expect((await catalog.show(key)).version).toBe(before.version);
  });
});
