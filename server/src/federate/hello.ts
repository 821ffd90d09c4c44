import type { z } from "zod";
import { type Clock, type Database, Refusal, thePlatform } from "../platform/index.ts";
import { type AskNeeds, askPeer } from "./ask-peer.ts";
import * as contract from "./contract.ts";
import { type Identity, type Instance, peerApi } from "./instance.ts";
import { onePeer, type Peer } from "./peers.ts";
import { refuse } from "./refusals.ts";

type Hello = z.output<typeof contract.hello>;

export interface HelloNeeds {
  readonly wall: Clock;
  readonly instance: Instance;
  /** This instance's signed checkpoint; null before its ledger has one. */
  readonly checkpoint: () => Promise<string | null>;
}

export const identityOf = ({ name, level, division }: Identity): Identity => ({ name, level, division });

/** Answers another instance: whom we take it for by its key, who we are, and where our ledger stands. */
export async function answerHello(
  { wall, instance, checkpoint }: HelloNeeds,
  peer: Peer,
  { from }: z.output<typeof contract.helloBody>,
): Promise<Hello> {
  return {
    you: { ...identityOf(peer), keyid: peer.keyid, algorithm: peer.algorithm },
    agrees: samePlace(from, peer),
    me: identityOf(instance),
    checkpoint: await checkpoint(),
    at: wall.now().toISOString(),
  };
}

/**
 * Asks another instance who we are to it, and says what came of it: the way there and back, both signatures, and
 * whether either knows the other as what it is. Never refuses for the other's faults; they are the outcome.
 */
export async function checkPeer(
  needs: AskNeeds & { readonly db: Database },
  id: string,
): Promise<z.output<typeof contract.checkOutcome>> {
  const peer = await needs.db.reading(thePlatform, (tx) => onePeer(tx, id));
  if (!peer) throw refuse("peer_unknown");
  const began = needs.wall.now().getTime();
  const outcome = (found: object) => ({
    ok: false,
    ...found,
    milliseconds: Math.max(0, needs.wall.now().getTime() - began),
  });
  try {
    const from = identityOf(needs.instance);
    const answer = await askPeer(needs, id, { method: "POST", path: `${peerApi}hello`, body: { from } });
    const said = answer.status === 200 ? contract.hello.safeParse(answer.json()) : undefined;
    if (!said?.success) return outcome(problem("hello_unfit", { status: answer.status }));
    const known = said.data.agrees && samePlace(said.data.you, from) && samePlace(said.data.me, peer);
    if (!known) return outcome({ ...problem("hello_disagrees"), answer: said.data });
    return outcome({ ok: true, answer: said.data });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return outcome({ code: error.code, detail: error.text });
  }
}

function problem(code: "hello_unfit" | "hello_disagrees", params = {}) {
  const refusal = refuse(code, { params });
  return { code: refusal.code, detail: refusal.text };
}

// Names may be written differently; level and division may not.
const samePlace = (a: Identity, b: Identity): boolean => a.level === b.level && a.division === b.division;
