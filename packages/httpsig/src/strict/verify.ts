import type { VerificationKey } from "../algorithms.ts";
import { checkContentDigest, contentDigest } from "../content-digest.ts";
import { type Fields, type HttpMessage, isRequest } from "../message.ts";
import { SignatureRefusal } from "../refusal.ts";
import { type FoundSignature, readSignatures, verifySignature } from "../signature.ts";
import { writeInput } from "../signature-base.ts";
import { readDictionary } from "../structured.ts";
import {
  clockTolerance,
  coveredBy,
  longest,
  longestValidity,
  nonceForm,
  parameterOrders,
  peerLabel,
  peerMethods,
  peerTag,
  signedFields,
} from "./rules.ts";

/** A signature in the profile's form, in time and over this body; whose it is stands only once `verify` returns. */
export interface PeerClaim {
  readonly keyid: string;
  readonly nonce: string;
  readonly created: Date;
  readonly expires: Date;
  /** Verifies under the key known by `keyid`; undefined where none is known or valid. Refuses by throwing. */
  verify(key: VerificationKey | undefined): void;
}

/**
 * Reads a message that an instance has signed, and refuses everything the strict profile does not allow, before any
 * key is looked up: other fields, components, parameters or forms, a time that is not now, a body that is another.
 * `uri` of a request must be made from the reader's own address, never from the message's Host.
 */
export function readPeerMessage(message: HttpMessage, body: Uint8Array, now: Date): PeerClaim {
  checkFields(message.fields);
  if (isRequest(message)) checkTarget(message.method, message.uri);
  if ((message.trailers?.length ?? 0) > 0 || valuesOf(message.fields, "content-encoding").length > 0)
    throw new SignatureRefusal("strict.encoded");
  const found = onlySignature(message);
  const claim = readParameters(found);
  checkTime(claim, Math.floor(now.getTime() / 1000));
  checkContent(message.fields, body);
  return {
    keyid: claim.keyid,
    nonce: claim.nonce,
    created: new Date(claim.created * 1000),
    expires: new Date(claim.expires * 1000),
    verify: (key) => {
      if (key?.keyid !== claim.keyid) throw new SignatureRefusal("strict.key_unknown");
      if (key.algorithm !== "ed25519" && key.algorithm !== "sm2-sm3")
        throw new SignatureRefusal("key.unfit", { algorithm: key.algorithm });
      verifySignature(message, found, key);
    },
  };
}

function checkFields(fields: Fields): void {
  for (const field of signedFields) {
    const values = valuesOf(fields, field);
    if (values.length === 0 && field !== "content-type")
      throw new SignatureRefusal("field.missing", { field });
    if (values.length > 1) throw new SignatureRefusal("strict.repeated", { field });
    const value = values[0] ?? "x";
    const most = longest[field];
    if (value.length > most) throw new SignatureRefusal("strict.too_long", { what: field, most });
    // Folded lines, line ends, tabs and letters beyond ASCII among them.
    if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value))
      throw new SignatureRefusal("field.not_ascii", { field });
  }
}

function checkTarget(method: string, uri: string): void {
  if (!peerMethods.has(method)) throw new SignatureRefusal("strict.method");
  if (uri.length > longest.target)
    throw new SignatureRefusal("strict.too_long", { what: "@target-uri", most: longest.target });
  // What the parser would rewrite (dot segments, raw spaces, another case of the host) may mean two things to two readers.
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash;
  if (!plain || url.href !== uri) throw new SignatureRefusal("strict.target");
}

function onlySignature(message: HttpMessage): FoundSignature {
  const signatures = readSignatures(message);
  const found = signatures.get(peerLabel);
  if (!found || signatures.size !== 1) throw new SignatureRefusal("strict.label", { label: peerLabel });
  const canonical = {
    "signature-input": `${peerLabel}=${writeInput(found)}`,
    signature: `${peerLabel}=:${Buffer.from(found.value).toString("base64")}:`,
  };
  for (const [field, text] of Object.entries(canonical))
    if (valuesOf(message.fields, field)[0] !== text) throw new SignatureRefusal("strict.form", { field });
  const expected = writeInput({ components: coveredBy(message), parameters: new Map() });
  if (writeInput({ ...found, parameters: new Map() }) !== expected)
    throw new SignatureRefusal("strict.components", { expected });
  return found;
}

interface Claimed {
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly keyid: string;
}

function readParameters({ parameters }: FoundSignature): Claimed {
  const [created, expires] = [parameters.get("created"), parameters.get("expires")];
  const [nonce, keyid, tag] = [parameters.get("nonce"), parameters.get("keyid"), parameters.get("tag")];
  const whole = (n: unknown): n is number => Number.isSafeInteger(n);
  if (
    !parameterOrders.includes([...parameters.keys()].join(" ")) ||
    !(whole(created) && whole(expires) && typeof keyid === "string")
  )
    throw new SignatureRefusal("strict.parameters");
  if (tag !== peerTag) throw new SignatureRefusal("strict.tag", { tag: peerTag });
  if (typeof nonce !== "string" || !nonceForm.test(nonce)) throw new SignatureRefusal("strict.nonce");
  return { created, expires, nonce, keyid };
}

function checkTime({ created, expires }: Claimed, now: number): void {
  const validity = expires - created;
  if (validity <= 0 || validity > longestValidity)
    throw new SignatureRefusal("strict.validity", { most: longestValidity });
  if (created - now > clockTolerance) throw new SignatureRefusal("strict.future");
  if (now - created > clockTolerance || now > expires) throw new SignatureRefusal("strict.stale");
}

function checkContent(fields: Fields, body: Uint8Array): void {
  const value = valuesOf(fields, "content-digest")[0]!;
  const names = [...readDictionary("content-digest", value).keys()];
  if (names.length !== 1 || names[0] !== "sha-256") throw new SignatureRefusal("strict.digest");
  checkContentDigest(value, body);
  if (value !== contentDigest(body)) throw new SignatureRefusal("strict.form", { field: "content-digest" });
  if (body.length > 0 && valuesOf(fields, "content-type").length === 0)
    throw new SignatureRefusal("strict.type");
}

const valuesOf = (fields: Fields, name: string) =>
  fields.filter(([n]) => n.toLowerCase() === name).map(([, value]) => value);
