import type { Caller, Role, Text } from "../platform/index.ts";
import type { ActionDeclaration, Parties, Party } from "./declaration.ts";

/** In which part and role a caller acts. */
export interface Permit {
  readonly party: Party | "anyone" | "platform";
  readonly role: Role | null;
}

export const partyNames: Readonly<Record<Party, Text>> = {
  provider: { zh: "数据提供单位", en: "the provider" },
  requester: { zh: "数据申请单位", en: "the requester" },
  authority: { zh: "大数据工作主管部门", en: "the data authority" },
  cityAuthority: { zh: "市大数据工作主管部门", en: "the city's data authority" },
};

const roleNames: Readonly<Record<Role, Text>> = {
  officer: { zh: "数据专员", en: "data officer" },
  head: { zh: "负责人", en: "head" },
  reviewer: { zh: "审核员", en: "reviewer" },
  supervisor: { zh: "监督员", en: "supervisor" },
  admin: { zh: "管理员", en: "administrator" },
};

/** Whether the declaration lets this caller do the action, and in which part. Pure. */
export function permitFor(action: ActionDeclaration, caller: Caller, parties: Parties): Permit | undefined {
  // A system reads cases; what is decided is decided by people, who answer for it (Arts. 48, 49).
  if (caller.kind === "machine") return undefined;
  for (const actor of action.by) {
    if (actor === "anyone") return { party: "anyone", role: null };
    if (actor === "platform") {
      if (caller.kind === "platform") return { party: "platform", role: null };
      continue;
    }
    if (caller.kind !== "staff" || parties[actor.party] !== caller.org) continue;
    const role = actor.roles.find((r) => caller.roles.includes(r));
    if (role) return { party: actor.party, role };
  }
  return undefined;
}

/** Who may do an action, in words: "数据提供单位数据专员、大数据工作主管部门审核员". */
export function whoMay(action: ActionDeclaration): Text {
  const parts = action.by.map((actor): Text => {
    if (actor === "anyone") return { zh: "任何人", en: "anybody" };
    if (actor === "platform") return { zh: "平台", en: "the platform" };
    const party = partyNames[actor.party];
    return {
      zh: `${party.zh}${actor.roles.map((r) => roleNames[r].zh).join("或")}`,
      en: `${party.en}'s ${actor.roles.map((r) => roleNames[r].en).join(" or ")}`,
    };
  });
  return { zh: parts.map((p) => p.zh).join("、"), en: parts.map((p) => p.en).join(", ") };
}
