import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import {
  sm2Generate,
  sm2NoteSignature,
  sm2NoteSigner,
  sm2Pem,
  sm2PrivateKey,
  sm2PublicBytes,
  sm2PublicKey,
} from "@zhanqiao/sm";
import {
  formatVerifierKey,
  keyPairFromSeed,
  parseSignerKey,
  parseVerifierKey,
  type Signer,
  type Verifier,
} from "@zhanqiao/tlog";

/** The log's key in use. */
export interface SigningKey {
  readonly signer: Signer;
  readonly verifier: Verifier;
  /** Text form that outsiders check with. */
  readonly verifierKey: string;
  /** A second key of another kind whose line stands below the first; verifiers that do not know it ignore it. */
  readonly second?: { readonly signer: Signer; readonly verifierKey: string };
}

/**
 * Reads the log's signing key from `file` (a signer key line, mode 0600), making one on first use. Several processes
 * on one database must be given the same file.
 */
export function openSigningKey(file: string, origin: string): SigningKey {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const pair = keyPairFromSeed(origin, randomBytes(32));
    writeFileSync(file, `${pair.signerKey}\n${pair.verifierKey}\n`, { mode: 0o600, flag: "wx" });
  }
  const [signerKey, verifierKey] = readFileSync(file, "utf8").split("\n");
  const signer = parseSignerKey(signerKey ?? "");
  const verifier = parseVerifierKey(verifierKey ?? "");
  if (signer.name !== origin || verifier.keyId !== signer.keyId)
    throw new Error(`the ledger key in ${file} belongs to ${signer.name}, not to ${origin}`);
  return { signer, verifier, verifierKey: verifierKey! };
}

/**
 * Adds to the log's key a second one of the national algorithm SM2 (GM/T 0003), kept in `file` (PEM, mode 0600; made on
 * first use). Its line stands below the first under the same name, and verifiers that do not know it ignore it.
 */
export function withSm2(key: SigningKey, file: string): SigningKey {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, sm2Pem(sm2Generate().privateKey), { mode: 0o600, flag: "wx" });
  }
  const secret = sm2PrivateKey(readFileSync(file, "utf8"));
  const { name } = key.signer;
  return {
    ...key,
    second: {
      signer: sm2NoteSigner(name, secret),
      verifierKey: formatVerifierKey(name, sm2PublicBytes(sm2PublicKey(secret)), sm2NoteSignature),
    },
  };
}

/** The verifier key of the log whose signing key is in `file`; undefined where there is none. Makes nothing. */
export function readVerifierKey(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n")[1] : undefined;
}
