import type { VerificationKey } from "../algorithms.ts";
import { contentDigest } from "../content-digest.ts";
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

/** A signature in the profile's form and in time; whose it is stands only once `verify` returns. */
export interface PeerClaim {
  readonly keyid: string;
  /** Verifies under the key known by `keyid`; undefined where none is known or valid. Refuses by throwing. */
  verify(key: VerificationKey | undefined): Verified;
}

/** A verified signature over a message whose content has not been looked at. */
export interface Verified {
  /**
   * Checks the content against the digest that was signed. What comes out must be kept until `expires`: a nonce seen
   * before makes the message a repetition. Refuses by throwing.
   */
  open(body: Uint8Array): { readonly nonce: string; readonly created: Date; readonly expires: Date };
}

/**
 * Reads the head of a message that an instance has signed, and refuses everything the strict profile does not allow
 * before any key is looked up or any content is read: other fields, components, parameters or forms, a time that is
 * not now. `uri` of a request must be made from the reader's own address, never from the message's Host.
 */
export function readPeerMessage(message: HttpMessage, now: Date): PeerClaim {
  checkFields(message.fields);
  if (isRequest(message)) checkTarget(message.method, message.uri);
  if ((message.trailers?.length ?? 0) > 0 || valuesOf(message.fields, "content-encoding").length > 0)
    throw new SignatureRefusal("strict.encoded");
  const digest = readDigest(message.fields);
  const found = onlySignature(message);
  const { created, expires, nonce, keyid } = readParameters(found);
  checkTime(created, expires, Math.floor(now.getTime() / 1000));
  return {
    keyid,
    verify: (key) => {
      if (key?.keyid !== keyid) throw new SignatureRefusal("strict.key_unknown");
      if (key.algorithm !== "ed25519" && key.algorithm !== "sm2-sm3")
        throw new SignatureRefusal("key.unfit", { algorithm: key.algorithm });
      verifySignature(message, found, key);
      return {
        open: (body) => {
          if (digest !== contentDigest(body)) throw new SignatureRefusal("digest.wrong");
          if (body.length > 0 && valuesOf(message.fields, "content-type").length === 0)
            throw new SignatureRefusal("strict.type");
          return { nonce, created: new Date(created * 1000), expires: new Date(expires * 1000) };
        },
      };
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
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  // What follows a “#”, nothing too, never travels.
  if (!plain || url.href !== uri || uri.includes("#")) throw new SignatureRefusal("strict.target");
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

function checkTime(created: number, expires: number, now: number): void {
  const validity = expires - created;
  if (validity <= 0 || validity > longestValidity)
    throw new SignatureRefusal("strict.validity", { most: longestValidity });
  if (created - now > clockTolerance) throw new SignatureRefusal("strict.future");
  if (now - created > clockTolerance || now > expires) throw new SignatureRefusal("strict.stale");
}

/** The one digest of the content, in its one form; whether it is the content's is seen once there is content. */
function readDigest(fields: Fields): string {
  const value = valuesOf(fields, "content-digest")[0]!;
  const names = [...readDictionary("content-digest", value).keys()];
  if (names.length !== 1 || names[0] !== "sha-256") throw new SignatureRefusal("strict.digest");
  if (!/^sha-256=:[A-Za-z0-9+/]{43}=:$/.test(value))
    throw new SignatureRefusal("strict.form", { field: "content-digest" });
  return value;
}

const valuesOf = (fields: Fields, name: string) =>
  fields.filter(([n]) => n.toLowerCase() === name).map(([, value]) => value);
