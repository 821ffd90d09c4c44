import { describe, expect, it } from "vitest";
import type { Role, Staff } from "../platform/index.ts";
import { checkDeclaration, type Declaration } from "../procedure/index.ts";
import { permitFor } from "../procedure/permit.ts";
import { entryProcedure } from "./entry-procedure.ts";
import { openProcedure } from "./open-procedure.ts";
import { shareProcedure } from "./share-procedure.ts";

const parties = { provider: "P", requester: "R", authority: "A", cityAuthority: "C" };
const roles: readonly Role[] = ["officer", "head", "reviewer", "supervisor", "admin"];
const orgs = { ...parties, stranger: "X" };
const staff = (org: string, role: Role): Staff => ({
  kind: "staff",
  id: `${org}-${role}`,
  org,
  orgKind: "agency",
  level: "city",
  division: "370200",
  roles: [role],
});

// What the Measures give to whom, written out by hand: "who: action from → to".
const expected: Record<string, { who: string; from: string; to: string }> = {
  "P1 draft": { who: "provider officer", from: "none", to: "draft" },
  "P1 revise": { who: "provider officer", from: "draft returned amending", to: "draft" },
  "P1 submit": { who: "provider officer", from: "draft returned amending", to: "submitted" },
  "P1 withdraw": { who: "provider officer", from: "submitted", to: "draft" },
  "P1 return": { who: "authority reviewer", from: "submitted", to: "returned" },
  "P1 approve": { who: "authority reviewer", from: "submitted", to: "published" },
  "P1 amend": { who: "provider officer", from: "published", to: "amending" },
  "P1 improve": { who: "provider officer", from: "published", to: "amending" },
  "P1 extend": { who: "authority reviewer", from: "amending", to: "amending" },
  "P1 discard": { who: "provider officer", from: "draft returned amending", to: "discarded" },
  "P1 ask-retirement": { who: "provider officer", from: "published", to: "retiring" },
  "P1 retire": { who: "authority reviewer", from: "retiring", to: "retired" },
  "P1 keep": { who: "authority reviewer", from: "retiring", to: "published" },
  "P2 propose": { who: "provider officer", from: "none", to: "reviewing" },
  "P2 accept": { who: "authority reviewer", from: "reviewing", to: "accepted" },
  "P2 reject": { who: "authority reviewer", from: "reviewing", to: "refused" },
  "P2 approve": { who: "cityAuthority reviewer", from: "city-review", to: "accepted" },
  "P2 refuse": { who: "cityAuthority reviewer", from: "city-review", to: "refused" },
  "P2 withdraw": { who: "provider officer", from: "reviewing city-review", to: "withdrawn" },
  "P12 propose": { who: "provider officer", from: "none", to: "reviewing" },
  "P12 widen": { who: "provider officer", from: "none", to: "reviewing" },
  "P12 approve": { who: "authority reviewer", from: "reviewing", to: "approved" },
  "P12 refuse": { who: "authority reviewer", from: "reviewing", to: "refused" },
  "P12 withdraw": { who: "provider officer", from: "reviewing", to: "withdrawn" },
};

const declarations: readonly Declaration[] = [entryProcedure(), shareProcedure, openProcedure()];

describe.each(declarations.map((d) => [d.id, d] as const))("procedure %s", (id, d) => {
  it("is sound", () => {
    expect(checkDeclaration(d)).toEqual([]);
  });

  it("has exactly the actions, states and actors the Measures give it", () => {
    const declared = Object.fromEntries(
      Object.entries(d.actions).map(([name, a]) => [
        `${id} ${name}`,
        {
          who: a.by.map((b) => (typeof b === "string" ? b : `${b.party} ${b.roles.join("/")}`)).join(),
          from: a.from === "none" ? "none" : a.from.join(" "),
          to: a.to,
        },
      ]),
    );
    const own = Object.fromEntries(Object.entries(expected).filter(([k]) => k.startsWith(`${id} `)));
    expect(declared).toEqual(own);
  });

  it("lets no other organisation or role do any action", () => {
    for (const [name, action] of Object.entries(d.actions))
      for (const [part, org] of Object.entries(orgs))
        for (const role of roles) {
          const allowed = permitFor(action, staff(org, role), parties) !== undefined;
          expect([name, part, role, allowed]).toEqual([
            name,
            part,
            role,
            expected[`${id} ${name}`]!.who === `${part} ${role}`,
          ]);
        }
  });

  it("says in both languages what each state is and what each action leads to", () => {
    for (const text of [
      d.title,
      d.summary,
      ...Object.values(d.states).map((s) => s.title),
      ...Object.values(d.actions).flatMap((a) => [a.title, a.next]),
    ]) {
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).toMatch(/^[ -~–’“”]+$/);
    }
  });
});
