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

/** Anybody, without an account. */
export interface Anyone {
  readonly kind: "anyone";
}

/** The platform itself: jobs, seeding, periods that run out. */
export interface Platform {
  readonly kind: "platform";
}

export type Caller = Staff | Anyone | Platform;

export const anyone: Anyone = { kind: "anyone" };
export const thePlatform: Platform = { kind: "platform" };
