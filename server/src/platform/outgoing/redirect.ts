import { refuse } from "./refusals.ts";

export interface Asking {
  readonly method: string;
  readonly headers: Headers;
  /** Absent where nothing is sent; a stream cannot be sent twice. */
  readonly body?: Buffer | ReadableStream;
}

/** What says what the request is about and nothing of who asks; all other headers stay with the first origin. */
const travelling = new Set(["accept", "accept-language", "content-type", "user-agent"]);

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/**
 * The next request after a redirect (RFC 9110 15.4; Fetch standard, HTTP-redirect fetch): 303, and 301 or 302 to a
 * POST, ask anew by GET; 307 and 308 repeat. Another origin gets no credentials: not the well-known headers nor any
 * other one of the caller's, and no content.
 * @throws Refusal redirect_refused.
 */
export function redirected(
  from: URL,
  status: number,
  location: string,
  asked: Asking,
): { to: string; asking: Asking } {
  if (!URL.canParse(location, from.href)) throw refuse("redirect_refused");
  const to = new URL(location, from);
  if (from.protocol === "https:" && to.protocol === "http:") throw refuse("redirect_refused");
  const anew =
    (status === 303 && asked.method !== "HEAD") ||
    ((status === 301 || status === 302) && asked.method === "POST");
  const away = to.origin !== from.origin;
  const headers = new Headers(asked.headers);
  if (away) for (const name of [...headers.keys()]) if (!travelling.has(name)) headers.delete(name);
  if (anew) {
    for (const name of [...headers.keys()]) if (name.startsWith("content-")) headers.delete(name);
    return { to: to.href, asking: { method: "GET", headers } };
  }
  if (asked.body && (away || !Buffer.isBuffer(asked.body))) throw refuse("redirect_refused");
  return { to: to.href, asking: { ...asked, headers } };
}
