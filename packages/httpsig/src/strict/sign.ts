import type { SigningKey } from "../algorithms.ts";
import { contentDigest } from "../content-digest.ts";
import type { HttpMessage, HttpRequest } from "../message.ts";
import { createSignature } from "../signature.ts";
import type { Parameters } from "../structured.ts";
import { coveredBy, longestValidity, peerLabel, peerTag } from "./rules.ts";

/** Who signs, when, and the fresh random value (16 bytes or more, base64url) that makes this signature one of a kind. */
export interface Signing {
  readonly key: SigningKey;
  readonly now: Date;
  readonly nonce: string;
}

/** Content of a message, and what it is. */
export interface Content {
  readonly body: Uint8Array;
  readonly contentType?: string;
}

/** A request with its digest and signature fields, ready to be sent; kept to verify the answer with. */
export function signPeerRequest(
  { method, uri, ...content }: { method: string; uri: string } & Content,
  by: Signing,
): HttpRequest {
  const request: HttpRequest = { method, uri, fields: contentFields(content) };
  return { ...request, fields: [...request.fields, ...signed(request, by)] };
}

/** The fields that sign an answer to `request`: digest and signature; Content-Type is the answer's own. */
export function signPeerResponse(
  { status, request, ...content }: { status: number; request: HttpRequest } & Content,
  by: Signing,
): Record<string, string> {
  const fields = contentFields(content);
  const response = { status, request, fields };
  return Object.fromEntries([...fields, ...signed(response, by)].filter(([name]) => name !== "content-type"));
}

const contentFields = ({ body, contentType }: Content): [string, string][] => [
  ["content-digest", contentDigest(body)],
  ...(contentType === undefined ? [] : [["content-type", contentType] as [string, string]]),
];

function signed(message: HttpMessage, { key, now, nonce }: Signing): [string, string][] {
  const created = Math.floor(now.getTime() / 1000);
  const parameters: Parameters = new Map<string, string | number>([
    ["created", created],
    ["expires", created + longestValidity],
    ["nonce", nonce],
    ["keyid", key.keyid],
    ["tag", peerTag],
  ]);
  const input = { components: coveredBy(message), parameters };
  return Object.entries(createSignature(message, { label: peerLabel, input, key }));
}
