import type { Fields, HttpRequest, HttpResponse } from "../src/index.ts";

/** Undoes RFC 8792 line wrapping with a single backslash. */
export const unwrapped = (text: string): string => text.replace(/\\\n[ \t]*/g, "");

/** An HTTP message as RFC 9421 prints it; a request's target URI is https and its Host. */
export function messageOf(text: string, request?: HttpRequest): HttpRequest | HttpResponse {
  const [head = ""] = unwrapped(text).split("\n\n");
  const [first = "", ...rest] = head.split(/\n(?![ \t])/);
  const fields: Fields = rest.map((line) => {
    const at = line.indexOf(":");
    return [line.slice(0, at), line.slice(at + 1).trim()] as const;
  });
  if (first.startsWith("HTTP/")) {
    const status = Number(first.split(" ")[1]);
    return { status, fields, ...(request ? { request } : {}) };
  }
  const [method = "", target = ""] = first.split(" ");
  const host = fields.find(([name]) => name === "Host")?.[1] ?? "";
  return { method, uri: `https://${host}${target}`, fields };
}

export const requestOf = (text: string): HttpRequest => messageOf(text) as HttpRequest;

/** What follows the empty line, as the RFC's figures have it: without a last line end (§4.3 prints two empty lines). */
export const bodyOf = (text: string): Uint8Array =>
  Buffer.from((unwrapped(text).split("\n\n")[1] ?? "").replace(/^\n/, ""));
