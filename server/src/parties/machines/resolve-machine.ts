import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Clock, type Database, type Machine, type Refusal, thePlatform } from "../../platform/index.ts";
import { mayComeFrom } from "./addresses.ts";
import type { Nonces } from "./nonces.ts";
import { athOf, type Proof, ProofFault, proofAlgs, proofWindow, readProof } from "./proof.ts";
import { refuse } from "./refusals.ts";
import { insertUsed } from "./store.ts";
import type { Tokens } from "./tokens.ts";

export interface ResolveMachineNeeds {
  readonly db: Database;
  readonly tokens: Tokens;
  readonly nonces: Nonces;
  /** The machine's own clock: proofs are dated by it. */
  readonly wall: Clock;
  /** Origin that clients address, without a slash at its end; proofs name it, whatever `Host` says. */
  readonly publicUrl: string;
}

/**
 * Names the system that asks by `Authorization: DPoP` and its proof (RFC 9449 s. 7); undefined where no token is
 * shown. Refuses (401): a bearer token, a proof that is missing, wrong, stale, without our nonce or used before, a
 * token that is over or bound to another key, an address it may not come from. Refuses (403) what its scopes do not
 * hold, and every route that is not for systems.
 */
export function makeResolveMachine(needs: ResolveMachineNeeds) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Machine | undefined> => {
    const [scheme = "", token = "", ...more] = (request.headers.authorization ?? "").trim().split(/ +/);
    // Other schemes are for whatever stands in front of us (a proxy's Basic), not for us.
    if (scheme.toLowerCase() === "bearer")
      throw challenge(reply, "invalid_token", refuse("bearer", identity));
    if (scheme.toLowerCase() !== "dpop" || request.is404) return undefined;
    if (more.length > 0) throw challenge(reply, "invalid_token", refuse("token", identity));

    const proof = await checkedProof(needs, request, reply, token);
    const live = await needs.tokens.find(token);
    if (!live || live.jkt !== proof.jkt || !mayComeFrom(request.ip, live.addresses))
      throw challenge(reply, "invalid_token", refuse("token", identity));
    if (!(await useOnce(needs, live.machine.id, proof)))
      throw challenge(reply, "invalid_dpop_proof", wrong("jti"));
    requireScope(request, reply, live.machine);
    return live.machine;
  };
}

const identity = { article: "43" };
const wrong = (why: string) => refuse("proof", { ...identity, params: { why } });

async function checkedProof(
  needs: ResolveMachineNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<Proof> {
  const now = needs.wall.now();
  let proof: Proof;
  try {
    proof = await readProof(request.headers.dpop, {
      method: request.method,
      url: needs.publicUrl + request.url.split("?", 1)[0],
      now,
    });
  } catch (error) {
    if (error instanceof ProofFault) throw challenge(reply, "invalid_dpop_proof", wrong(error.message));
    throw error;
  }
  if (proof.ath !== athOf(token)) throw challenge(reply, "invalid_dpop_proof", wrong("ath"));
  const next = needs.nonces.current(now);
  if (proof.nonce !== next) reply.header("dpop-nonce", next);
  if (proof.nonce === undefined || !needs.nonces.holds(proof.nonce, now))
    throw challenge(reply, "use_dpop_nonce", refuse("nonce", identity));
  return proof;
}

/** Last of the checks: only who holds a token and its key can make us remember anything. */
function useOnce({ db }: ResolveMachineNeeds, client: string, proof: Proof): Promise<boolean> {
  const key = createHash("sha256").update(`${client}\n${proof.jkt}\n${proof.jti}`).digest();
  // As long as another process, whose clock may be a little behind, could still take it.
  const until = new Date((proof.iat + 2 * proofWindow) * 1000);
  return db.acting(thePlatform, (tx) => insertUsed(tx, key, until));
}

function requireScope(request: FastifyRequest, reply: FastifyReply, machine: Machine): void {
  const needed = request.routeOptions.config?.machines;
  if (needed === "any") return;
  if (needed === undefined)
    throw challenge(reply, "insufficient_scope", refuse("not_for_machines", identity));
  if (!machine.scopes.includes(needed))
    throw challenge(
      reply,
      "insufficient_scope",
      refuse("scope", { ...identity, params: { scope: needed } }),
      needed,
    );
}

function challenge(reply: FastifyReply, error: string, refusal: Refusal, scope?: string): Refusal {
  const parts = [`error="${error}"`, ...(scope ? [`scope="${scope}"`] : []), `algs="${proofAlgs.join(" ")}"`];
  reply.header("www-authenticate", `DPoP ${parts.join(", ")}`);
  return refusal;
}
