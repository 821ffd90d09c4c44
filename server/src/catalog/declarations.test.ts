import { describe, expect, it } from "vitest";
import { checkDeclaration, type Declaration } from "../procedure/index.ts";
import { entryProcedure } from "./entry-procedure.ts";
import { expected } from "./expected-decisions.ts";
import { openProcedure } from "./open-procedure.ts";
import { shareProcedure } from "./share-procedure.ts";

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
