import { join } from "node:path";
import { type PeerAlgorithm, type PeerPublicKey, peerSigner, type SigningKey } from "@zhanqiao/httpsig";
import { ConfigError, type Level, openSecretKey } from "../platform/index.ts";

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

/** Pure. Whether a division code is of the level: a province's ends in four zeros, a city's in two (GB/T 2260). */
export function fitsLevel({ level, division }: Pick<Identity, "level" | "division">): boolean {
  const found = division.endsWith("0000") ? "province" : division.endsWith("00") ? "city" : "district";
  return found === level;
}

/** Where the interface for other instances begins. */
export const peerApi = "/api/v1/peer/";

/**
 * This instance with its keys, made on first use: `peer-key` (Ed25519) and, where SM2 is on, `peer-sm2-key`, each 32
 * bytes in `secretsDir`. Several processes of one instance must be given the same files. Refuses (ConfigError) a
 * division that is not of the level.
 */
export function openInstance(given: {
  identity: Identity;
  publicUrl: string;
  secretsDir: string;
  sm2: boolean;
}): Instance {
  if (!fitsLevel(given.identity))
    throw new ConfigError(
      "ZHANQIAO_INSTANCE_DIVISION 与 ZHANQIAO_INSTANCE_LEVEL 不符 / does not fit ZHANQIAO_INSTANCE_LEVEL",
    );
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
