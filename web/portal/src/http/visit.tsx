import type { FastifyReply, FastifyRequest } from "fastify";
import type { VNode } from "preact";
import type { Problem } from "../api-types.ts";
import type { InPage } from "../page.ts";
import { contextOf } from "../page.ts";
import { Failure } from "../pages/failure.tsx";
import { renderPage } from "../render.tsx";
import type { Assets } from "./assets.ts";
import type { Client } from "./client.ts";
import { ApiRefusal, client } from "./client.ts";
import type { PortalApi } from "./portal-api.ts";
import { askedPreferences, preferencesOf, readCookies } from "./preferences.ts";
import { sendPage } from "./reply.ts";
import { csrfCookie, newFormToken, newNonce } from "./security.ts";

export interface Site {
  readonly api: PortalApi;
  readonly clock: { now(): Date };
  /** Scheme and host as the public reaches the site, without a slash at the end. */
  readonly publicUrl: string;
  readonly assets: Assets;
  readonly demo: boolean;
}

/** One reader's request for a page, and the ways to answer it. */
export interface Visit {
  readonly client: Client;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly cookies: ReadonlyMap<string, string>;
  readonly context: InPage;
  /** The token of this reader's forms; set as a cookie with every page that holds one. */
  readonly formToken: string;
  show(view: VNode, how?: Showing): Promise<FastifyReply>;
}

export interface Showing {
  readonly status?: number;
  /** The page holds a form token or a secret. */
  readonly secret?: boolean;
  /** The page answers a form and cannot be had again by its address. */
  readonly answer?: boolean;
  /** Set with the page. */
  readonly cookies?: readonly string[];
}

export function visitOf(site: Site, request: FastifyRequest, reply: FastifyReply): Visit {
  const at = request.url.indexOf("?");
  const path = at < 0 ? request.url : request.url.slice(0, at);
  const query = new URLSearchParams(at < 0 ? "" : request.url.slice(at + 1));
  const cookies = readCookies(request.headers.cookie);
  const preferences = preferencesOf(query, cookies);
  const kept = new URLSearchParams(query);
  for (const setting of ["lang", "theme", "size"]) kept.delete(setting);
  const context = contextOf({
    ...preferences,
    now: site.clock.now(),
    nonce: newNonce(),
    path,
    query: kept,
    publicUrl: site.publicUrl,
    style: site.assets.style,
    script: site.assets.script,
    answer: false,
    demo: site.demo,
  });
  const old = cookies.get(csrfCookie);
  const formToken = old && /^[\w-]{32}$/.test(old) ? old : newFormToken();
  const asked = askedPreferences(path, query);
  return {
    client: client(site.api, request.ip),
    query,
    form: request.body instanceof URLSearchParams ? request.body : new URLSearchParams(),
    params: (request.params ?? {}) as Record<string, string>,
    cookies,
    context,
    formToken,
    show: (view, { status = 200, secret = false, answer = false, cookies = [] } = {}) => {
      const secure = site.publicUrl.startsWith("https:") ? "; Secure" : "";
      const token = secret ? [`${csrfCookie}=${formToken}; Path=/; HttpOnly; SameSite=Strict${secure}`] : [];
      const html = renderPage({ ...context, answer }, view);
      const cookie = [...asked.cookies, ...token, ...cookies];
      return sendPage(request, reply, { html, nonce: context.nonce, status, cookies: cookie, secret });
    },
  };
}

/** Goes on to the clean address after theme or size were asked for; undefined when nothing was. */
export function redirectSettings(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const at = request.url.indexOf("?");
  if (at < 0) return undefined;
  const { cookies, clean } = askedPreferences(
    request.url.slice(0, at),
    new URLSearchParams(request.url.slice(at + 1)),
  );
  if (clean === undefined || !staysHere(clean)) return undefined;
  return reply.header("set-cookie", cookies).header("cache-control", "no-store").redirect(clean, 303);
}

/** Whether a browser keeps to this site by it: two slashes, or a slash and a backslash, lead to another host. */
function staysHere(path: string): boolean {
  const here = "http://here.invalid";
  return path.startsWith("/") && URL.canParse(path, here) && new URL(path, here).origin === here;
}

/** Answers a failure with a page: the API's refusals in its words, our own faults by a reference only. */
export function showFailure(site: Site, request: FastifyRequest, reply: FastifyReply, given: unknown) {
  const error = refusalOf(given) ?? given;
  const visit = visitOf(site, request, reply);
  if (error instanceof ApiRefusal && error.status < 500) {
    const retryAfter = error.problem.retryAfter;
    if (retryAfter) reply.header("retry-after", String(retryAfter));
    const status = error.status === 401 || error.status === 403 ? 404 : error.status;
    return visit.show(<Failure data={{ status, problem: error.problem, reference: undefined }} />, {
      status,
    });
  }
  const own = error as { statusCode?: unknown };
  const status = typeof own.statusCode === "number" && own.statusCode < 500 ? own.statusCode : 500;
  if (status === 500) request.log.error({ err: error }, "portal page failed");
  const down = error instanceof ApiRefusal && error.status === 503 ? 503 : status;
  return visit.show(<Failure data={{ status: down, problem: undefined, reference: request.id }} />, {
    status: down,
  });
}

/** What the host itself refused before a page was asked for, such as one request too many. */
function refusalOf(error: unknown): ApiRefusal | undefined {
  const { status, code, text, details } = error as {
    status?: unknown;
    code?: string;
    text?: { zh: string; en: string };
    details?: { retryAfter?: number };
  };
  if (error instanceof ApiRefusal || typeof status !== "number" || !text) return undefined;
  const { retryAfter } = details ?? {};
  return new ApiRefusal(status, { code, detail: text, ...(retryAfter ? { retryAfter } : {}) } as Problem);
}
