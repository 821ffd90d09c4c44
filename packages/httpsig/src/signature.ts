import type { SigningKey, VerificationKey } from "./algorithms.ts";
import { readComponent } from "./component.ts";
import { type FieldTypes, knownFieldTypes } from "./field-value.ts";
import { fieldLines, type HttpMessage } from "./message.ts";
import { SignatureRefusal } from "./refusal.ts";
import { type SignatureInput, signatureBase, writeInput } from "./signature-base.ts";
import { bytesOf, type Dictionary, isInnerList, membersWritten, readDictionary } from "./structured.ts";

/** A signature found in a message, not yet verified. */
export interface FoundSignature extends SignatureInput {
  readonly label: string;
  readonly value: Uint8Array;
}

/** The two field values that carry one signature (RFC 9421 §4). */
export interface SignatureFields {
  readonly "signature-input": string;
  readonly signature: string;
}

/**
 * Signs a message (RFC 9421 §3.1). `keyid` and `alg` are not added: what the signature says of itself is the
 * caller's to choose.
 */
export function createSignature(
  message: HttpMessage,
  given: { label: string; input: SignatureInput; key: SigningKey; types?: FieldTypes },
): SignatureFields {
  const base = signatureBase(message, given.input, given.types ?? knownFieldTypes);
  const value = Buffer.from(given.key.sign(Buffer.from(base, "ascii"))).toString("base64");
  return {
    "signature-input": `${given.label}=${writeInput(given.input)}`,
    signature: `${given.label}=:${value}:`,
  };
}

/** All signatures of a message by label. Refuses labels that are not in both fields, or in one twice (§4). */
export function readSignatures(message: HttpMessage): Map<string, FoundSignature> {
  const inputs = labelled(message, "signature-input");
  const values = labelled(message, "signature");
  const found = new Map<string, FoundSignature>();
  for (const [label, member] of inputs) {
    const value = bytesOf(values.get(label));
    if (!value || !isInnerList(member)) throw new SignatureRefusal("signature.labels");
    const [components, parameters] = member;
    found.set(label, { label, components: components.map(readComponent), parameters, value });
  }
  if (values.size !== found.size) throw new SignatureRefusal("signature.labels");
  return found;
}

/**
 * Verifies one signature of a message under a key (RFC 9421 §3.2). Time, nonce, tag and which components must be
 * covered are the application's rules and are not looked at here; an `alg` that is not the key's is refused.
 */
export function verifySignature(
  message: HttpMessage,
  found: FoundSignature,
  key: VerificationKey,
  types: FieldTypes = knownFieldTypes,
): void {
  const named = found.parameters.get("alg");
  if (named !== undefined && named !== key.algorithm) throw new SignatureRefusal("signature.algorithm");
  const base = signatureBase(message, found, types);
  if (!key.verify(Buffer.from(base, "ascii"), found.value)) throw new SignatureRefusal("signature.wrong");
}

function labelled(message: HttpMessage, field: string): Dictionary {
  const lines = fieldLines(message.fields, field);
  if (lines.length === 0) throw new SignatureRefusal("field.missing", { field });
  const text = lines.join(", ");
  const members = readDictionary(field, text);
  if (members.size !== membersWritten(text)) throw new SignatureRefusal("signature.labels");
  return members;
}
