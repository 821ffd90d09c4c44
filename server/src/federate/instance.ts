import { join } from "node:path";
import { type PeerAlgorithm, type PeerPublicKey, peerSigner, type SigningKey } from "@zhanqiao/httpsig";
import { type Level, openSecretKey } from "../platform/index.ts";

/** What this instance is among others. */
export interface Identity {
  readonly name: string;
  readonly level: Level;
  readonly division: string;
}

/** This instance: who it is, where others reach it, and the keys it signs with. */
export interface Instance extends Identity {
  /** Scheme, host and port that others know it by: their signatures are over this address and no other. */
  readonly origin: string;
  readonly keys: ReadonlyMap<PeerAlgorithm, OwnKey>;
}

interface OwnKey {
  readonly key: SigningKey;
  readonly public: PeerPublicKey;
}

/** The one tag of the interface between instances. */
export const peerApi = "/api/v1/peer/";

/**
 * This instance with its keys, made on first use: `peer-key` (Ed25519) and, where SM2 is on, `peer-sm2-key`, each 32
 * bytes in `secretsDir`. Several processes of one instance must be given the same files.
 */
export function openInstance(given: {
  identity: Identity;
  publicUrl: string;
  secretsDir: string;
  sm2: boolean;
}): Instance {
  const own = (algorithm: PeerAlgorithm, file: string): [PeerAlgorithm, OwnKey] => [
    algorithm,
    peerSigner(algorithm, openSecretKey(join(given.secretsDir, file))),
  ];
  return {
    ...given.identity,
    origin: new URL(given.publicUrl).origin,
    keys: new Map([own("ed25519", "peer-key"), ...(given.sm2 ? [own("sm2-sm3", "peer-sm2-key")] : [])]),
  };
}
