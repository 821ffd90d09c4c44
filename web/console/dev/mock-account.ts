import type { LinkedIdentity, OwnSession } from "../src/api-types.ts";
import { type Answer, now, ok, problem, type Request, t, type World } from "./mock-answer.ts";

/** What the fixtures know of sign-in beyond the password; tests turn it. */
export interface AccountWorld {
  /** Logins that have a second factor, and those whose role still wants one. */
  factors: Set<string>;
  mustEnrol: Set<string>;
  codesLeft: number;
  oidc: boolean;
  /** The session is older than what opens accounts asks for. */
  stale: boolean;
  method: "password" | "oidc";
  idpLogout?: string;
  sessions: OwnSession[];
  identities: LinkedIdentity[];
  /** What the identity provider's answer leads to. */
  arrival: Answer;
}

export const rightCode = "287082";
const recoveryCodes = Array.from({ length: 10 }, (_v, i) => `7K3M-9QXR-2TVB-C0D${i}`);
const issuer = "https://id.qingdao.example";

export const makeAccountWorld = (): AccountWorld => ({
  factors: new Set(["dsj.shenhe"]),
  mustEnrol: new Set(),
  codesLeft: 9,
  oidc: true,
  stale: false,
  method: "password",
  sessions: [
    {
      ...{ id: "s-1", current: true, createdAt: "2026-09-29T00:40:00Z", lastSeenAt: now },
      ...{ network: "203.0.113.0/24", browser: "Edge / Windows", method: "password", factor: "totp" },
    },
    {
      ...{ id: "s-2", current: false, createdAt: "2026-09-28T08:10:00Z", lastSeenAt: "2026-09-29T01:20:00Z" },
      ...{ network: "2001:db8:1::/48", browser: "Safari / iOS", method: "oidc", factor: "idp" },
    },
    {
      ...{ id: "s-3", current: false, createdAt: "2026-09-27T01:00:00Z", lastSeenAt: "2026-09-28T23:00:00Z" },
      ...{ network: "198.51.100.0/24", browser: "", method: "password", factor: "recovery" },
    },
  ],
  identities: [
    {
      ...{ id: "i-1", issuer, subject: "3702-000186", linkedBy: "admin" },
      linkedAt: "2026-09-01T02:00:00Z",
    },
  ],
  arrival: problem(
    403,
    "parties.identity_unlinked",
    t(
      "该统一身份尚未关联在用账号，请联系本机构的管理员在“人员与岗位”中关联",
      "This identity is linked to no active account; ask your organisation's administrator to link it",
    ),
    { article: "43" },
  ),
});

const wrongCode = problem(403, "parties.code_wrong", t("验证码不正确、已使用或已过期", "The code is wrong"));
const again = problem(
  403,
  "parties.authenticate_again",
  t("此操作需要重新验证身份", "Prove again who you are"),
);
const done: Answer = { status: 204 };

export const oidcOf = ({ account }: World) =>
  account.oidc ? { label: t("统一身份认证", "Unified identity"), issuer } : null;

/** The rest of `/session/…`; undefined leaves it to the caller. */
export function sessionParts(world: World, r: Request, login: string | undefined): Answer | undefined {
  const a = world.account;
  const part = r.path.replace("/session", "");
  if (part === "/second-factor" && r.method === "GET") {
    const enrolled = a.factors.has(login ?? "");
    return ok({
      ...{ enrolled, since: enrolled ? "2026-09-01T02:00:00Z" : null },
      ...{ recoveryCodesLeft: enrolled ? a.codesLeft : 0, required: a.mustEnrol.has(login ?? "") },
      ...{ possible: true, asksPassword: a.method === "password" },
    });
  }
  if (part === "/second-factor") {
    const half = /zq_half=([^;]+)/.exec(r.headers.cookie ?? "")?.[1];
    if (!half || r.body.code !== rightCode) return wrongCode;
    return ok(
      { csrf: "dev-token", mustChangePassword: false, mustEnrolFactor: false },
      { "set-cookie": `zq_session=${half}; Path=/; HttpOnly; SameSite=Lax` },
    );
  }
  if (part === "/proof") {
    if (r.body.password !== "demo-2026-qd")
      return problem(403, "parties.password_wrong", t("当前密码不正确", "The password is wrong"));
    a.stale = false;
    return ok({ csrf: "dev-token" });
  }
  if (part === "/oidc") return ok({ location: "/console/oidc?code=a&state=b" });
  if (part === "/oidc/callback") return a.arrival;
  if (part === "/identities") return ok({ items: a.identities });
  if (a.stale && r.method !== "GET" && part) return again;
  if (part === "/second-factor/enrolment") {
    if (a.factors.has(login ?? "") && r.body.code !== rightCode) return wrongCode;
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const uri = `otpauth://totp/Zhanqiao:${login}?issuer=Zhanqiao&secret=${secret}`;
    return { status: 201, body: { uri, secret, expiresAt: now } };
  }
  if (part === "/second-factor/confirmation") {
    if (r.body.code !== rightCode) return wrongCode;
    a.factors.add(login ?? "");
    a.mustEnrol.delete(login ?? "");
    a.codesLeft = 10;
    return ok({ recoveryCodes });
  }
  if (part === "/second-factor/recovery-codes")
    return r.body.code === rightCode ? ok({ recoveryCodes }) : wrongCode;
  if (part === "/second-factor/removal") {
    if (r.body.code !== rightCode) return wrongCode;
    a.factors.delete(login ?? "");
    return done;
  }
  if (part === "/password") return done;
  if (part.startsWith("/identities/")) {
    a.identities = a.identities.filter((i) => !part.endsWith(i.id));
    return done;
  }
  return undefined;
}

/** One's own sessions, and what an administrator does for somebody. */
export function ownSessions({ account }: World, r: Request, id: string): Answer {
  if (r.method === "GET") return ok({ items: account.sessions });
  const before = account.sessions.length;
  account.sessions = account.sessions.filter((s) => s.current || (id !== "" && s.id !== id));
  return id ? done : ok({ ended: before - account.sessions.length });
}

export function personParts(
  { account }: World,
  r: Request,
  person: object,
  what: string,
): Answer | undefined {
  if (account.stale && r.method !== "GET") return again;
  if (what === "second-factor") {
    account.factors.delete((person as { login: string }).login);
    return ok({ ...person, secondFactor: false });
  }
  if (what === "sessions") return ok({ ended: 2 });
  if (what !== "identities") return undefined;
  if (r.method === "GET") return ok({ items: account.identities });
  if (r.method === "DELETE") {
    account.identities = account.identities.filter((i) => !r.path.endsWith(i.id));
    return done;
  }
  const identity: LinkedIdentity = { id: `i-${r.body.subject}`, ...r.body, linkedBy: "admin", linkedAt: now };
  account.identities.push(identity);
  return { status: 201, body: identity };
}
