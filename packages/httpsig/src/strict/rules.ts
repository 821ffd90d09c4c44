import { type Component, component } from "../component.ts";
import { type Fields, type HttpMessage, type HttpRequest, type HttpResponse, isRequest } from "../message.ts";

/** The strict profile between instances (docs/adr/0010): one way to sign, everything else refused. */
export const peerTag = "zhanqiao-peer-v1";

/** The label; RFC 9421 gives labels no meaning, so a message that needs another one is not ours. */
export const peerLabel = "peer";

/** Seconds a signature is good for at most, and seconds two clocks may differ. */
export const longestValidity = 60;
export const clockTolerance = 60;

/** Methods that may be signed. HEAD is not: its answer has no content that a digest could hold. */
export const peerMethods: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** Longest values, bytes. What is longer is not parsed at all. */
export const longest = {
  "signature-input": 1024,
  signature: 256,
  "content-digest": 80,
  "content-type": 128,
  target: 2048,
} as const;

export const signedFields = ["signature-input", "signature", "content-digest", "content-type"] as const;

/** Parameters in their order; `alg` may be left out, and is when we sign. */
export const parameterOrders = ["created expires nonce keyid tag", "created expires nonce keyid alg tag"];

export const nonceForm = /^[A-Za-z0-9_-]{22,64}$/;

const has = (fields: Fields, name: string) => fields.some(([n]) => n.toLowerCase() === name);

/**
 * The components that a message's signature covers, all of them and in this order. Content-Type is covered exactly
 * where the message has one, so that it can neither be added nor taken away.
 */
export function coveredBy(message: HttpMessage): Component[] {
  return isRequest(message) ? ofRequest(message) : ofResponse(message);
}

const ofRequest = ({ fields }: HttpRequest): Component[] => [
  component("@method"),
  component("@target-uri"),
  component("content-digest"),
  ...(has(fields, "content-type") ? [component("content-type")] : []),
];

// All that the request's signature covers (RFC 9421 §2.4), and its Signature-Input: its nonce makes the answer one to
// this very request, and not to another with the same content.
const ofResponse = ({ fields, request }: HttpResponse): Component[] => [
  component("@status"),
  component("content-digest"),
  ...(has(fields, "content-type") ? [component("content-type")] : []),
  ...(request ? ofRequest(request) : []).map((c) => component(c.name, { req: true })),
  component("signature-input", { req: true }),
];
