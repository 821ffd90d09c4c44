import { describe, expect, it } from "vitest";
import { z } from "zod";
import { anyone, type Machine, machineScopes, type Staff } from "../platform/index.ts";
import type { ActionDeclaration } from "./declaration.ts";
import { permitFor } from "./permit.ts";

const at = { orgKind: "agency", level: "city", division: "370200", org: "1137020000000003A9" } as const;
const system: Machine = { kind: "machine", id: "m", scopes: machineScopes, ...at };
const officer: Staff = { kind: "staff", id: "p", roles: ["officer", "head", "reviewer", "admin"], ...at };
const action = (by: ActionDeclaration["by"]) =>
  ({ by, contents: z.object({}) }) as unknown as ActionDeclaration;

describe("a system with every scope", () => {
  it("is permitted no act: neither its organisation's, nor the platform's, nor what anybody may do", () => {
    const acts: ActionDeclaration["by"][] = [
      [{ party: "provider", roles: ["officer", "head", "reviewer", "supervisor", "admin"] }],
      ["anyone"],
      ["platform"],
    ];
    expect(acts.map((by) => permitFor(action(by), system, { provider: at.org }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    // The same acts are open to people, so that it is the system that is refused.
    expect(permitFor(action(acts[0]!), officer, { provider: at.org })).toEqual({
      party: "provider",
      role: "officer",
    });
    expect(permitFor(action(acts[1]!), anyone, {})).toEqual({ party: "anyone", role: null });
  });
});
