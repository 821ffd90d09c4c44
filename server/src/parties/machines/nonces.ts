import { createHmac, timingSafeEqual } from "node:crypto";

/** Nonces that the platform gives for proofs (RFC 9449 s. 9): the same in every process that has the key. */
export interface Nonces {
  /** To be used next. */
  current(at: Date): string;
  /** Whether it was given lately, or by a process whose clock runs a little ahead. */
  holds(nonce: string, at: Date): boolean;
}

/** A nonce is given for two minutes and taken for four at most: nobody makes proofs for tomorrow. */
const step = 120_000;

export function makeNonces(key: Uint8Array): Nonces {
  const made = (n: number) => createHmac("sha256", key).update(`dpop-nonce.${n}`).digest("base64url");
  const stepOf = (at: Date) => Math.floor(at.getTime() / step);
  return {
    current: (at) => made(stepOf(at)),
    holds: (nonce, at) => {
      const given = Buffer.from(nonce);
      return [-1, 0, 1].some((by) => {
        const right = Buffer.from(made(stepOf(at) + by));
        return given.length === right.length && timingSafeEqual(given, right);
      });
    },
  };
}
