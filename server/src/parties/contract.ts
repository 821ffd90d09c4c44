import { z } from "zod";

/** Requests and responses of organisations, people and sessions (`/api/v1`). */

const text = z.object({ zh: z.string(), en: z.string() });
const instant = z.iso.datetime();

export const orgKind = z.enum(["authority", "agency", "regulator", "operator", "exchange", "vendor"]);
/** The bodies of Art. 3, as rule packs tell them apart. */
export const holder = z.enum([
  "government",
  "authorised-organisation",
  "public-institution",
  "enterprise",
  "peoples-organisation",
]);
export type Holder = z.infer<typeof holder>;
export const level = z.enum(["province", "city", "district"]);
export const role = z.enum(["officer", "head", "reviewer", "supervisor", "admin"]);

/**
 * A name as a person may write it: any script, no line break, no control, no character that hides or turns
 * the text around it.
 */
export const plainLine = (max: number) =>
  z
    .string()
    .transform((s) => s.normalize("NFC").trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(max)
        .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+$/u),
    );
const loginForm = /^[a-z0-9][a-z0-9._-]{2,63}$/;
/** As stored: lower case; compared after the same normalisation. */
const login = z
  .string()
  .max(64)
  .transform((s) => normalLogin(s))
  .pipe(z.string().regex(loginForm));
const password = z.string().min(1).max(256);
const uscc = z.string().length(18);
const divisionCode = z.string().regex(/^\d{6}(\d{3})?$/);

/** What a stored login looks like. */
export const isLogin = (text: string): boolean => loginForm.test(text);
/** One spelling per login, so that limits and accounts speak of the same one. */
export const normalLogin = (typed: string): string => typed.normalize("NFKC").trim().toLowerCase();

export const orgRef = z.object({ uscc: z.string(), name: z.string() });
export type OrgRef = z.infer<typeof orgRef>;

export const org = orgRef.extend({
  short: z.string(),
  kind: orgKind,
  holder,
  sector: z.string().nullable(),
  level,
  division: z.object({ code: z.string(), name: z.string() }),
  /** The data authority of its level and division (Art. 6); its own for an authority. */
  authority: orgRef.nullable(),
  active: z.boolean(),
});
export type Org = z.infer<typeof org>;

export const division = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(["province", "city", "district", "street"]),
  parent: z.string().nullable(),
});
export type Division = z.infer<typeof division>;

export const person = z.object({ id: z.string(), name: z.string(), org, roles: z.array(role) });
export type Person = z.infer<typeof person>;

/** A person as their organisation's admin sees them. */
export const member = person.extend({
  login: z.string(),
  active: z.boolean(),
  lastSeenAt: instant.optional(),
  /** Whether a second factor is enrolled; told where people are listed. */
  secondFactor: z.boolean().optional(),
});
export type Member = z.infer<typeof member>;

export const signInBody = z.object({ login: z.string().min(1).max(200), password });
export const signedIn = z.object({
  person,
  /** Goes into the header `x-zhanqiao-csrf` of every unsafe request. */
  csrf: z.string(),
  /** The password was given by somebody else: until it is replaced, only that can be done. */
  mustChangePassword: z.boolean(),
  /** The role needs a second factor and none is enrolled: until one is, only that can be done. */
  mustEnrolFactor: z.boolean(),
});
/** The password was right, and a code of the second factor is still needed (`POST /session/second-factor`). */
export const halfSignedIn = z.object({ secondFactor: z.literal(true), expiresAt: instant });
export const session = z.object({
  person: person.nullable(),
  csrf: z.string().optional(),
  mustChangePassword: z.boolean().optional(),
  mustEnrolFactor: z.boolean().optional(),
  /** What the session was begun with. */
  method: z.enum(["password", "oidc"]).optional(),
  /** What the identity provider's button says, and its issuer; null where none is configured. */
  oidc: z.object({ label: text, issuer: z.string() }).nullable(),
  demo: z.boolean(),
  now: instant,
  today: z.iso.date(),
  todayText: text,
});
export const changePasswordBody = z.object({ current: password, password });
export const proveAgainBody = z.object({ password });
/** The session goes on under a new token, which this anti-forgery token belongs to. */
export const proved = z.object({ csrf: z.string() });

/** Six digits of an authenticator app, or a recovery code. */
const code = z.string().min(1).max(40);
export const codeBody = z.object({ code });
export const secondFactor = z.object({
  enrolled: z.boolean(),
  since: instant.nullable(),
  recoveryCodesLeft: z.number().int(),
  /** Whether a role of this person needs one. */
  required: z.boolean(),
  /** Not for accounts of the demonstration. */
  possible: z.boolean(),
  /** Whether changes ask for the password; not where the identity provider vouches. */
  asksPassword: z.boolean(),
});
/** Password and code are needed where a factor is enrolled already. */
export const enrolBody = z.object({ password, code }).partial();
export const enrolment = z.object({ uri: z.string(), secret: z.string(), expiresAt: instant });
export const changeFactorBody = z.object({ password: password.optional(), code });
/** Shown once; only their hashes are kept. */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

/** Where the identity provider ends its own session, for whoever wants that too. */
export const signedOut = z.object({ idpLogout: z.string() });
export const beginJourneyBody = z.object({
  purpose: z.enum(["sign-in", "link", "prove"]),
  /** A path of the workbench; anything else leads to its home. */
  returnTo: z.string().max(2000).optional(),
});
export const journey = z.object({ location: z.string() });
/** The query with which the identity provider sent the browser back. */
export const endJourneyBody = z.object({ query: z.string().max(8000) });
export const arrived = z.object({
  outcome: z.enum(["signed-in", "halfway", "linked", "proved"]),
  returnTo: z.string(),
  csrf: z.string().optional(),
  expiresAt: instant.optional(),
});
export const identity = z.object({
  id: z.uuid(),
  issuer: z.string(),
  subject: z.string(),
  /** Proved by its holder, or stated by an administrator. */
  linkedBy: z.enum(["self", "admin"]),
  linkedAt: instant,
});
export const identities = z.object({ items: z.array(identity) });
export const identityParams = z.object({ id: z.string() });
export const personIdentityParams = z.object({ id: z.string(), identity: z.string() });
export const linkIdentityBody = z.object({
  issuer: z.string().min(1).max(500),
  subject: z.string().regex(/^[\x21-\x7e]{1,255}$/),
});
export const logoutBody = z.object({ logout_token: z.string().max(16_000) });

export const ownSession = z.object({
  id: z.uuid(),
  /** The one that asks. */
  current: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
  network: z.string(),
  browser: z.string(),
  method: z.enum(["password", "oidc"]),
  factor: z.enum(["totp", "recovery", "idp"]).nullable(),
});
export type OwnSession = z.infer<typeof ownSession>;
export const ownSessions = z.object({ items: z.array(ownSession) });
export const sessionParams = z.object({ id: z.string() });
export const ended = z.object({ ended: z.number().int() });

const page = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
};
export const organisationsQuery = z.object({
  kind: orgKind.optional(),
  level: level.optional(),
  division: divisionCode.optional(),
  sector: z.string().max(40).optional(),
  q: z.string().max(100).optional(),
  ...page,
});
export type OrganisationsQuery = z.infer<typeof organisationsQuery>;
export const organisations = z.object({ items: z.array(org), total: z.number().int() });
export const organisationParams = z.object({ uscc: z.string() });
export const divisions = z.object({ items: z.array(division) });

const firstAdmin = z.object({ name: plainLine(50), login, password });
export const registerOrganisationBody = z.object({
  uscc,
  name: plainLine(100),
  short: plainLine(30),
  kind: orgKind,
  holder,
  sector: z
    .string()
    .regex(/^[a-z][a-z-]{1,39}$/)
    .nullable()
    .default(null),
  level,
  division: divisionCode,
  /** Its first administrator, who adds everybody else. */
  admin: firstAdmin,
});
export const changeOrganisationBody = z.object({ active: z.boolean() });

export const peopleQuery = z.object(page);
export const people = z.object({ items: z.array(member), total: z.number().int() });
const roles = z
  .array(role)
  .min(1)
  .max(5)
  .transform((given) => [...new Set(given)]);
export const addPersonBody = z.object({ name: plainLine(50), login, password, roles });
export const changePersonBody = z
  .object({ active: z.boolean(), roles, password })
  .partial()
  .refine((b) => Object.keys(b).length > 0, "nothing to change");
export const personParams = z.object({ id: z.string() });

export const demoAccounts = z.object({
  items: z.array(
    z.object({ login: z.string(), password: z.string(), person: z.string(), role, org: orgRef }),
  ),
});
