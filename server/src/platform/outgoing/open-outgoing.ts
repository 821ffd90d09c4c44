import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { Agent, type Dispatcher, request } from "undici";
import { Refusal } from "../refusal.ts";
import { parseAllowList } from "./address-rules.ts";
import { boundedBody } from "./bounded-body.ts";
import { pinnedConnector, type Resolve, systemResolve } from "./pinned-connector.ts";
import { type Asking, isRedirect, redirected } from "./redirect.ts";
import { refuse } from "./refusals.ts";
import { type Target, targetOf } from "./target.ts";

/**
 * The one way out of the platform, called as `fetch` is. `maxBytes` bounds the answer's body (default 10 MiB),
 * `timeoutMs` everything from the first name look-up to the last byte (default 30 s). Redirects are followed three
 * times at most and checked as the first address was; `redirect: "manual"` and `"error"` mean what they mean there.
 * @throws Refusal (`outgoing.…`) also while the body is read.
 */
export type OutgoingFetch = (
  url: string | URL,
  init?: RequestInit & { maxBytes?: number; timeoutMs?: number },
) => Promise<Response>;

export interface OutgoingNeeds {
  /** Hosts, host:port or CIDR ranges beyond the public Internet; see `ZHANQIAO_OUTGOING_ALLOW`. */
  readonly allow?: readonly string[];
  /** Who knows the addresses of names; by default this machine. */
  readonly resolve?: Resolve;
  /** Certificates (PEM) trusted instead of the usual ones. */
  readonly ca?: string;
  /** Milliseconds for one connection, and for silence before headers or between two pieces of a body. */
  readonly connectMs?: number;
  readonly silenceMs?: number;
}

const mostRedirects = 3;
const noContent = new Set([204, 205, 304]);
/** Headers that speak of the connection; they are this side's to write. */
const connectionHeaders = [
  ...[
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
  ],
  ...["proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"],
];

/**
 * Opens the guarded way out (SSRF; OWASP ASVS 5.0 1.3.6, 15.3.2): http and https only, no credentials in addresses,
 * addresses resolved, checked and pinned, no proxy taken from the environment, no compression.
 */
export function openOutgoing(needs: OutgoingNeeds = {}): OutgoingFetch & { close(): Promise<void> } {
  const { resolve = systemResolve, connectMs = 10_000, silenceMs = 15_000, ca } = needs;
  const allow = parseAllowList(needs.allow ?? []);
  const agent = new Agent({
    connect: pinnedConnector(allow, resolve, { connectMs, ...(ca ? { ca } : {}) }),
    allowH2: false,
    connections: 8,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    maxHeaderSize: 16_384,
  });
  const outgoing: OutgoingFetch = async (url, init = {}) => {
    const { maxBytes = 10 * 1024 ** 2, timeoutMs = 30_000, signal, redirect = "follow" } = init;
    const late = AbortSignal.timeout(timeoutMs);
    const bounds = { maxBytes, late, signal: signal ? AbortSignal.any([signal, late]) : late };
    let target = targetOf(url, allow);
    let asking = await askingOf(target, init);
    for (let hop = 0; ; hop++) {
      const answer = await ask(agent, target, asking, bounds);
      const location = answer.headers.location;
      if (redirect === "manual" || !isRedirect(answer.statusCode) || typeof location !== "string")
        return responseOf(target, asking, answer, bounds);
      answer.body.on("error", () => {}).destroy();
      if (redirect === "error") throw refuse("redirect_refused");
      if (hop === mostRedirects) throw refuse("too_many_redirects", { params: { most: mostRedirects } });
      const next = redirected(target.url, answer.statusCode, location, asking);
      target = targetOf(next.to, allow);
      asking = next.asking;
    }
  };
  return Object.assign(outgoing, { close: () => agent.destroy() });
}

interface Bounds {
  readonly maxBytes: number;
  readonly late: AbortSignal;
  readonly signal: AbortSignal;
}

/** What is sent: the caller's method, headers and content as `Request` reads them, without the connection's headers. */
async function askingOf({ url }: Target, init: RequestInit): Promise<Asking> {
  const { method, headers, body } = init;
  const read = new Request(url, {
    ...(method ? { method } : {}),
    ...(headers ? { headers } : {}),
    ...(body == null ? {} : { body, duplex: "half" }),
  } as RequestInit);
  const sent = new Headers(read.headers);
  for (const name of connectionHeaders) sent.delete(name);
  if (!sent.has("user-agent")) sent.set("user-agent", "zhanqiao");
  const content =
    body == null ? undefined : body instanceof ReadableStream ? body : Buffer.from(await read.arrayBuffer());
  return { method: read.method, headers: sent, ...(content ? { body: content } : {}) };
}

async function ask(agent: Agent, { url, host }: Target, asking: Asking, bounds: Bounds) {
  const { body } = asking;
  const asked = request(url, {
    dispatcher: agent,
    method: asking.method as Dispatcher.HttpMethod,
    headers: { ...Object.fromEntries(asking.headers), "accept-encoding": "identity" },
    ...(body ? { body: Buffer.isBuffer(body) ? body : Readable.fromWeb(body as NodeStream) } : {}),
    signal: bounds.signal,
  });
  // While a name is being looked up, the signal does not end the request: it is left behind.
  asked
    .then(({ body: late }) => bounds.signal.aborted && late.on("error", () => {}).destroy())
    .catch(() => {});
  try {
    return await Promise.race([asked, abortOf(bounds.signal)]);
  } catch (error) {
    throw failureOf(error, host, bounds);
  }
}

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

function responseOf({ url, host }: Target, asking: Asking, answer: Dispatcher.ResponseData, bounds: Bounds) {
  const { statusCode: status, body } = answer;
  body.on("error", () => {});
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  const end = (error: Refusal): never => {
    body.destroy();
    throw error;
  };
  if (status < 200 || status > 599) end(refuse("unreachable", { params: { host } }));
  if (!["", "identity"].includes(headers.get("content-encoding") ?? "")) end(refuse("encoded"));
  const empty = asking.method === "HEAD" || noContent.has(status);
  if (!empty && Number(headers.get("content-length")) > bounds.maxBytes)
    end(refuse("too_large", { params: { most: bounds.maxBytes } }));
  if (empty) body.resume();
  const stream = empty ? null : boundedBody(body, bounds.maxBytes, (error) => failureOf(error, host, bounds));
  const response = new Response(stream, { status, headers });
  Object.defineProperty(response, "url", { value: url.href });
  return response;
}

const slow = ["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];

function failureOf(error: unknown, host: string, { late, signal, maxBytes }: Bounds): Error {
  if (error instanceof Refusal) return error;
  if (late.aborted) return refuse("too_slow");
  if (signal.aborted) return signal.reason as Error;
  const code = (error as { code?: string }).code ?? "";
  if (slow.includes(code)) return refuse("too_slow");
  if (code === "UND_ERR_HEADERS_OVERFLOW") return refuse("too_large", { params: { most: maxBytes } });
  return refuse("unreachable", { params: { host } });
}
