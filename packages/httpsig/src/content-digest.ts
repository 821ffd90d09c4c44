import { createHash, timingSafeEqual } from "node:crypto";
import { SignatureRefusal } from "./refusal.ts";
import { bytesOf, membersWritten, readDictionary } from "./structured.ts";

/** Active algorithms of the registry of RFC 9530; the others in it are deprecated and count as unknown. */
export type DigestName = "sha-256" | "sha-512";

const hashes: Readonly<Record<DigestName, string>> = { "sha-256": "sha256", "sha-512": "sha512" };

const digest = (name: DigestName, content: Uint8Array) => createHash(hashes[name]).update(content).digest();

/** A Content-Digest field value over content (RFC 9530 §2), e.g. for an empty body too. */
export const contentDigest = (content: Uint8Array, names: readonly DigestName[] = ["sha-256"]): string =>
  names.map((name) => `${name}=:${digest(name, content).toString("base64")}:`).join(", ");

/**
 * Checks content against a Content-Digest field value: every digest of a known algorithm must hold, and at least one
 * must be there. Refuses an algorithm named twice, whose first value a reader might otherwise never look at.
 * @returns the algorithms that were checked.
 */
export function checkContentDigest(value: string, content: Uint8Array): DigestName[] {
  const members = readDictionary("content-digest", value);
  if (members.size !== membersWritten(value))
    throw new SignatureRefusal("field.malformed", { field: "content-digest" });
  const known = [...members.keys()].filter((name): name is DigestName => name in hashes);
  if (known.length === 0) throw new SignatureRefusal("digest.missing");
  for (const name of known) {
    const given = bytesOf(members.get(name));
    const right = digest(name, content);
    if (given?.length !== right.length || !timingSafeEqual(given, right))
      throw new SignatureRefusal("digest.wrong");
  }
  return known;
}
