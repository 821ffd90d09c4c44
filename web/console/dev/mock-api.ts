import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import type { Request, World } from "./mock-answer.ts";
import { answer, makeWorld } from "./mock-routes.ts";

/**
 * The console's contract out of memory, for looking at pages without a server: development and browser tests
 * only. It serves the built console under /console/ with the headers the real server sends.
 */
export interface MockServer {
  server: Server;
  world: World;
  origin: string;
  close: () => Promise<void>;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** Starts on a port (0 picks one), serving the console built into `dist`. */
export async function startMock(port = 0, dist = join(import.meta.dirname, "../dist")): Promise<MockServer> {
  const world = makeWorld();
  const server = createServer((request, response) => {
    void handle(world, dist, request, response).catch((thrown: unknown) => {
      response.writeHead(500).end(String(thrown));
    });
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const address = server.address();
  const at = typeof address === "object" && address ? address.port : port;
  return {
    server,
    world,
    origin: `http://127.0.0.1:${at}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function handle(
  world: World,
  dist: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://x");
  if (!url.pathname.startsWith("/api/v1")) return serveFile(dist, url.pathname, response);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isJson = (request.headers["content-type"] ?? "").includes("json") && bytes.length > 0;
  const asked: Request = {
    method: request.method ?? "GET",
    path: url.pathname.slice("/api/v1".length),
    query: url.searchParams,
    body: isJson ? JSON.parse(bytes.toString("utf8")) : {},
    bytes: bytes.length,
    headers: request.headers as Record<string, string>,
    login: /zq_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1],
  };
  const { status, body, bytes: file, headers } = await answer(world, asked);
  if (file) {
    response.writeHead(status, { "content-type": "application/zip", "content-length": file.length });
    response.end(file);
    return;
  }
  response.writeHead(status, {
    ...(body === undefined
      ? {}
      : { "content-type": status >= 400 ? "application/problem+json" : "application/json" }),
    ...headers,
  });
  response.end(body === undefined || request.method === "HEAD" ? undefined : JSON.stringify(body));
}

function serveFile(dist: string, path: string, response: ServerResponse): void {
  if (path === "/") {
    response.writeHead(302, { location: "/console/" }).end();
    return;
  }
  const inside = normalize(path.replace(/^\/console\/?/, ""));
  const file = join(dist, inside);
  if (inside && inside !== "." && file.startsWith(dist) && extname(file) && existsSync(file)) {
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
    return;
  }
  const nonce = crypto.randomUUID();
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
  });
  response.end(readFileSync(join(dist, "index.html"), "utf8").replaceAll("__CSP_NONCE__", nonce));
}

if (process.argv[1] === import.meta.filename) {
  const { origin } = await startMock(Number(process.env.PORT ?? 4179));
  process.stdout.write(`${origin}/console/\n`);
}
