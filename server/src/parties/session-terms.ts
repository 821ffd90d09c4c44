import type { Role } from "../platform/index.ts";

/** A session ends after eight hours without a request, and after seven days in any case. */
export const idle = 8 * 3_600_000;
export const absolute = 7 * 24 * 3_600_000;

/** What a session was begun with. */
export type Method = "password" | "oidc";
/** What proved its holder besides: a code, a recovery code, or the identity provider's own second factor. */
export type Factor = "totp" | "recovery" | "idp";
/** Whether a second factor is asked of those who decide, or left to everybody (`ZHANQIAO_SECOND_FACTOR`). */
export type SecondFactorRule = "required" | "offered";

/**
 * Roles that decide, that manage accounts, or that read across a whole level. The supervisor is among them for
 * what one such account alone can see.
 */
const factorRoles: readonly Role[] = ["reviewer", "head", "admin", "supervisor"];

/** Pure. Whether the rule asks a second factor of somebody. A published password is not made safer by one. */
export const factorRequired = (
  rule: SecondFactorRule,
  who: { roles: readonly Role[]; demo: boolean },
): boolean => rule === "required" && !who.demo && who.roles.some((r) => factorRoles.includes(r));
