import { existsSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { App, Clock } from "./platform/index.ts";
import { newSecret } from "./platform/index.ts";

const at = (path: string) => fileURLToPath(new URL(`../../web/${path}`, import.meta.url));

/** Whether both front ends have been built (`npm run build`). */
export const webIsBuilt = (): boolean =>
  existsSync(at("console/dist/index.html")) && existsSync(at("portal/dist/server/index.js"));

/** The staff workbench under /console/: one page, hashed assets, a nonce for the styles it makes at run time. */
export async function serveConsole(app: App): Promise<void> {
  if (!webIsBuilt()) return;
  const html = readFileSync(at("console/dist/index.html"), "utf8");
  await app.register(fastifyStatic, {
    root: at("console/dist/assets"),
    prefix: "/console/assets/",
    immutable: true,
    maxAge: "365d",
    decorateReply: false,
  });
  const page = (_request: unknown, reply: import("fastify").FastifyReply) => {
    const nonce = newSecret();
    return reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-store")
      .header(
        "content-security-policy",
        [
          ...["default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`],
          ...["img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "base-uri 'none'"],
          ...["form-action 'self'", "frame-ancestors 'none'"],
        ].join("; "),
      )
      .send(html.replaceAll("__CSP_NONCE__", nonce));
  };
  app.get("/console", { schema: { hide: true } }, page);
  app.get("/console/*", { schema: { hide: true } }, page);
}

/** The public site: a client of our own API, asked in process with nobody's rights. */
export async function servePortal(
  app: App,
  site: { publicUrl: string; clock: Clock; demo: boolean },
): Promise<void> {
  if (!webIsBuilt()) return;
  const { mountPortal } = (await import(at("portal/dist/server/index.js"))) as {
    mountPortal: (app: App, needs: object) => Promise<void>;
  };
  await mountPortal(app, { ...site, api: (path: string, init: Ask = {}) => ask(app, path, init) });
}

interface Ask {
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly remoteAddress?: string;
  /** A file is wanted: bytes of a 2xx answer are handed on as they come. */
  readonly stream?: boolean;
}

async function ask(app: App, url: string, { method = "GET", body, headers = {}, ...how }: Ask) {
  const answer = await app.inject({
    url,
    method,
    headers,
    payloadAsStream: how.stream ?? false,
    ...(how.remoteAddress ? { remoteAddress: how.remoteAddress } : {}),
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const status = answer.statusCode;
  if (how.stream && status < 300) return { status, body: answer.stream(), headers: answer.headers };
  const given = how.stream ? await text(answer.stream()) : answer.payload;
  const json = /json/.test(String(answer.headers["content-type"] ?? ""));
  return { status, body: json ? JSON.parse(given) : given, headers: answer.headers };
}
