import { z } from "zod";

export const ledgerHead = z.object({
  origin: z.string(),
  /** Verifier key (C2SP signed-note). */
  key: z.string(),
  size: z.number(),
  root: z.string(),
  checkpoint: z.string(),
  publishedAt: z.string(),
  /** Verifier key of the second signature line (SM2 with SM3), where the log has one. */
  secondKey: z.string().optional(),
  /** Who cosigns the log, how far, and what stands in the way. */
  witnesses: z.array(
    z.object({
      name: z.string(),
      /** Entries of the checkpoint cosigned last; 0 before the first. */
      size: z.number(),
      cosignedAt: z.string().nullable(),
      trouble: z.object({ zh: z.string(), en: z.string() }).nullable(),
    }),
  ),
});

export const receipts = z.object({
  items: z.array(
    z.object({
      version: z.number(),
      action: z.string(),
      /** Place in the log; null for the moment between the act and the next checkpoint. */
      index: z.number().nullable(),
      /** The entry's canonical JSON: exactly the bytes that are hashed. */
      entry: z.string(),
      /** What the entry commits to, with its salt (base64); absent where it has been erased. */
      content: z.unknown().optional(),
      salt: z.string().optional(),
      /** C2SP tlog-proof: inclusion proof and signed checkpoint. */
      proof: z.string().nullable(),
    }),
  ),
});
