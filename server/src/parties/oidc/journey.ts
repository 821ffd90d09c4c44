import { type Clock, type Database, type Tx, thePlatform } from "../../platform/index.ts";
import type { Append } from "../acting.ts";
import { countFlow } from "../attempts.ts";
import { accountBy, beginSession, type SignedIn } from "../begin-session.ts";
import { hasFactor } from "../factor/store.ts";
import { beginHalfway, type Halfway } from "../half-session.ts";
import type { Origin } from "../origin.ts";
import { recordProof } from "../prove-again.ts";
import { refuse } from "../refusals.ts";
import type { SecondFactorRule } from "../session-terms.ts";
import { type LiveSession, looksLikeToken, newToken, type Sessions, sha256Of } from "../sessions.ts";
import { dropAttempt } from "../store.ts";
import { linkOwn } from "./identities.ts";
import type { IdentityProvider, Purpose, Vouched } from "./identity-provider.ts";
import { returnPath } from "./return-path.ts";
import { type Flow, identityBy, insertFlow, takeFlow } from "./store.ts";

export interface JourneyNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly append: Append;
  readonly sessions: Sessions;
  readonly demo: boolean;
  readonly secondFactor: SecondFactorRule;
  readonly provider: IdentityProvider;
}

/** The journey there and back is made within ten minutes. */
export const journeyTime = 10 * 60_000;
export const journeyCookie = "zq_oidc";

/**
 * Sends a browser to the identity provider: to sign in, to link an identity to the account signed in, or to prove
 * again who one is. Many unfinished journeys from one address are refused (429).
 * @returns where to go, and the secret that stays with this browser.
 */
export async function beginJourney(
  needs: JourneyNeeds,
  given: {
    purpose: Purpose;
    live: LiveSession | undefined;
    returnTo: string | undefined;
    address: string;
  },
): Promise<{ location: string; secret: string }> {
  const secret = newToken();
  // Asked first: while the provider is away, nothing is begun.
  const location = await needs.provider.authorize(secret, given.purpose);
  const at = needs.clock.now();
  await needs.db.acting(thePlatform, async (tx) => {
    const attempt = await countFlow(tx, { address: given.address, at });
    await insertFlow(tx, {
      browserSha256: sha256Of(secret),
      purpose: given.purpose,
      session: given.live?.id ?? null,
      returnPath: returnPath(given.returnTo),
      attempt: attempt.id,
      expiresAt: new Date(at.getTime() + journeyTime),
      at,
    });
  });
  return { location: location.href, secret };
}

export type Arrived = { readonly returnTo: string } & (
  | { readonly outcome: "signed-in"; readonly signedIn: SignedIn }
  | { readonly outcome: "halfway"; readonly halfway: Halfway }
  | { readonly outcome: "linked" }
  | { readonly outcome: "proved"; readonly token: string }
);

/**
 * Receives a browser back from the identity provider. A journey that is not this browser's, is over, or was
 * finished before is refused (401), and so is an answer that does not hold; an identity that is linked to no
 * active account is refused in words (403) and no account is made by itself.
 */
export async function endJourney(
  needs: JourneyNeeds,
  given: {
    secret: string | undefined;
    query: string;
    live: LiveSession | undefined;
    origin: Origin;
    replaces?: string | undefined;
  },
): Promise<Arrived> {
  const { db, clock, provider } = needs;
  const { secret, live } = given;
  if (!looksLikeToken(secret)) throw refuse("flow_over");
  const flow = await db.acting(thePlatform, (tx) => takeFlow(tx, sha256Of(secret)));
  if (!flow || flow.expiresAt <= clock.now()) throw refuse("flow_over");
  if (flow.session !== null && flow.session !== live?.id) throw refuse("flow_over");
  const vouched = await provider.redeem(secret, given.query, flow.purpose);
  const at = clock.now();
  const arrived = await db.acting(thePlatform, async (tx) => {
    await dropAttempt(tx, flow.attempt);
    return arrive(tx, needs, { flow, vouched, at, ...given });
  });
  needs.sessions.forget();
  return arrived;
}

interface Arriving {
  readonly flow: Flow;
  readonly vouched: Vouched;
  readonly at: Date;
  readonly live: LiveSession | undefined;
  readonly origin: Origin;
  readonly replaces?: string | undefined;
}

async function arrive(tx: Tx, needs: JourneyNeeds, given: Arriving): Promise<Arrived> {
  const { flow, vouched, at, live } = given;
  const returnTo = flow.returnPath;
  if (flow.purpose === "sign-in") return { returnTo, ...(await signInAs(tx, needs, given)) };
  const by = { caller: live!.staff, at, append: needs.append };
  if (flow.purpose === "link") {
    await linkOwn(tx, live!, vouched, by);
    return { returnTo, outcome: "linked" };
  }
  const known = await identityBy(tx, vouched.issuer, vouched.subject);
  if (known?.person !== live!.staff.id) throw refuse("not_yours");
  const token = newToken();
  await recordProof(tx, live!, { ...by, token });
  return { returnTo, outcome: "proved", token };
}

async function signInAs(tx: Tx, needs: JourneyNeeds, { vouched, at, origin, replaces }: Arriving) {
  const known = await identityBy(tx, vouched.issuer, vouched.subject);
  const account = known && (await accountBy(tx, { id: known.person }, needs.demo, true));
  // Unknown, disabled, closed: one answer, which names who can help.
  if (!account || account.demo) throw refuse("identity_unlinked", { article: "43" });
  const factor = vouched.secondFactor && needs.provider.trustSecondFactor ? ("idp" as const) : null;
  const with_ = { identity: known.id, idpSession: vouched.session };
  // An administrator could link an identity of their own to somebody else's account; that person's own second
  // factor then still stands before it.
  const ownAsked = (await hasFactor(tx, account.id)) && !(factor && known.linkedBy === "self");
  if (ownAsked) {
    const halfway = await beginHalfway(tx, { person: account.id, method: "oidc", at, ...with_ });
    return { outcome: "halfway" as const, halfway };
  }
  const how = { method: "oidc" as const, factor, origin, replaces, ...with_ };
  return { outcome: "signed-in" as const, signedIn: await beginSession(tx, needs, account, how, at) };
}
