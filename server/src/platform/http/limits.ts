import type { FastifyReply, FastifyRequest } from "fastify";
import { type Caller, isMember } from "../caller.ts";
import { refusals } from "../refusal.ts";
import { networkOf } from "./network.ts";
import { Quota, type Spent } from "./quota.ts";

/** What a request costs: reading, writing, or heavy work such as a download, an export or a sort over a dataset. */
export type LimitClass = "reading" | "writing" | "heavy";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Which limit the route counts towards; by default its method's. `none`: only the one of the address. */
    limit?: LimitClass | "none" | ((request: FastifyRequest) => LimitClass);
  }
}

/** Requests a minute: by account or system, else by address; `address`: by address, whoever asks. */
export type Limits = Readonly<Record<LimitClass | "address", number>>;

const refuse = refusals("http", {
  too_many: {
    status: 429,
    zh: "请求过于频繁，请在 {seconds} 秒后再试",
    en: "Too many requests; try again in {seconds} seconds",
  },
});

/** Who is counted: an account or a system wherever it asks from, anybody else by address. */
const keyOf = (caller: Caller, address: string): string =>
  isMember(caller) ? `${caller.kind}:${caller.id}` : networkOf(address);

/**
 * Counts requests in this process: `arrival` before the caller is known, so that a flood costs no look-up, and `turn`
 * once it is. Counted addresses are what the connection, or a proxy that the configuration trusts, says; a header of
 * the client's own says nothing. `now` never goes back, ms.
 */
export function countRequests(limits: Limits, now: () => number = () => performance.now()) {
  const quota = (name: keyof Limits) => new Quota({ name, most: limits[name], seconds: 60 });
  const address = quota("address");
  const quotas = { reading: quota("reading"), writing: quota("writing"), heavy: quota("heavy") };

  return {
    arrival(request: FastifyRequest, reply: FastifyReply): void {
      refuseBeyond(reply, address, address.spend(networkOf(request.ip), now()));
    },
    turn(request: FastifyRequest, reply: FastifyReply): void {
      const counted = classOf(request);
      if (counted === "none") return;
      const spent = quotas[counted].spend(keyOf(request.caller, request.ip), now());
      tell(reply, quotas[counted], spent);
      refuseBeyond(reply, quotas[counted], spent);
    },
  };
}

function classOf(request: FastifyRequest): LimitClass | "none" {
  const { limit } = request.routeOptions.config ?? {};
  if (typeof limit === "function") return limit(request);
  return limit ?? (["GET", "HEAD", "OPTIONS"].includes(request.method) ? "reading" : "writing");
}

function refuseBeyond(reply: FastifyReply, quota: Quota, spent: Spent): void {
  if (spent.allowed) return;
  tell(reply, quota, spent);
  throw refuse("too_many", { retryAfter: spent.wait, params: { seconds: spent.wait } });
}

/** RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10). */
function tell(reply: FastifyReply, { allowance: { name, most, seconds } }: Quota, spent: Spent): void {
  reply.header("ratelimit-policy", `"${name}";q=${most};w=${seconds}`);
  reply.header("ratelimit", `"${name}";r=${spent.left};t=${spent.reset}`);
}
