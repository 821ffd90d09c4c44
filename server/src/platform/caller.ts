/** Levels at which organisations and authorities stand. */
export type Level = "province" | "city" | "district";

/** What an organisation is in the Measures (Arts. 3, 6, 35, 38, 41, 47). */
export type OrgKind = "authority" | "agency" | "regulator" | "operator" | "exchange" | "vendor";

/** What a person may be within an organisation. */
export type Role =
  /** 数据专员: catalogues, uploads, answers for an agency. */
  | "officer"
  /** 机构负责人: approves what the Measures leave to the head. */
  | "head"
  /** 审核员: reviews for a data authority. */
  | "reviewer"
  /** 监管: an authority's or regulator's supervisor; reads across its level. */
  | "supervisor"
  /** 管理员: manages an organisation's people and settings. */
  | "admin";

/** A member of staff, signed in. `id` is pseudonymous and may stand in the ledger; the name may not. */
export interface Staff {
  readonly kind: "staff";
  readonly id: string;
  readonly org: string;
  readonly orgKind: OrgKind;
  readonly level: Level;
  /** Administrative division code of the organisation: 370200 or a district's. */
  readonly division: string;
  readonly roles: readonly Role[];
}

/** What an organisation's own system may be let do (Art. 43); it never approves, answers, signs or administers. */
export const machineScopes = ["catalog:read", "data:read", "data:deliver", "cases:read"] as const;
export type MachineScope = (typeof machineScopes)[number];

/** An organisation's own system, known by a token bound to its key. `id` is pseudonymous and may stand in the ledger. */
export interface Machine {
  readonly kind: "machine";
  readonly id: string;
  readonly org: string;
  readonly orgKind: OrgKind;
  readonly level: Level;
  readonly division: string;
  readonly scopes: readonly MachineScope[];
}

/** Whoever acts for an organisation: one of its staff, or its system. */
export type Member = Staff | Machine;

/** Anybody, without an account. */
export interface Anyone {
  readonly kind: "anyone";
}

/** The platform itself: jobs, seeding, periods that run out. */
export interface Platform {
  readonly kind: "platform";
}

export type Caller = Staff | Machine | Anyone | Platform;

/** Whether the caller acts for an organisation, be it a person or a system. */
export const isMember = (caller: Caller): caller is Member =>
  caller.kind === "staff" || caller.kind === "machine";

export const anyone: Anyone = { kind: "anyone" };
export const thePlatform: Platform = { kind: "platform" };
