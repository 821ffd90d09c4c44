import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { maxAddCheckpointBytes } from "@zhanqiao/tlog";
import type { Answer, Witness } from "./witness.ts";

/** How long a client may take, in ms, and how many may be connected. */
const headersTimeout = 5_000;
const requestTimeout = 10_000;
const keepAliveTimeout = 30_000;
const maxConnections = 64;

const plain = "text/plain; charset=utf-8";
const tooLarge: Answer = { status: 413, type: plain, body: "请求过大 / the request is too large\n" };
const notFound: Answer = { status: 404, type: plain, body: "无此地址 / no such address\n" };
const fault: Answer = {
  status: 500,
  type: plain,
  body: "见证方故障，未签名 / the witness failed, nothing was signed\n",
};

/** An HTTP server for a witness. `report` is told of faults that are the witness's own. */
export function witnessServer(witness: Witness, report: (error: unknown) => void): Server {
  const options = {
    headersTimeout,
    requestTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8_192,
  };
  const server = createServer(options, (request, response) => {
    answer(witness, request)
      .catch((error: unknown) => {
        // A client that hung up is no fault, and nobody reads this answer.
        if (!request.destroyed || request.complete) report(error);
        return fault;
      })
      .then((found) => send(response, request, found))
      .catch(report);
  });
  server.maxConnections = maxConnections;
  // Half-closed and idle upgrades have no use here.
  server.setTimeout(requestTimeout + keepAliveTimeout);
  return server;
}

async function answer(witness: Witness, request: IncomingMessage): Promise<Answer> {
  const [path] = (request.url ?? "").split("?", 1);
  if (path === "/add-checkpoint") {
    if (request.method !== "POST") return notAllowed("POST");
    const body = await readBody(request);
    return body ? witness.addCheckpoint(body) : tooLarge;
  }
  const monitored = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path!);
  if (!monitored) return notFound;
  return request.method === "GET" || request.method === "HEAD"
    ? witness.checkpointOf(monitored[1]!)
    : notAllowed("GET, HEAD");
}

/** A body up to the limit; undefined above it. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > maxAddCheckpointBytes) return undefined;
  const parts: Buffer[] = [];
  let length = 0;
  // Not destroyed on leaving: the refusal still goes out on the same connection.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    length += part.length;
    if (length > maxAddCheckpointBytes) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

type Sent = Answer & { readonly allow?: string };

function notAllowed(allow: string): Sent {
  return { status: 405, type: plain, body: `只接受 ${allow} / ${allow} only\n`, allow };
}

function send(response: ServerResponse, request: IncomingMessage, { status, type, body, allow }: Sent): void {
  const bytes = Buffer.from(body, "utf8");
  response.writeHead(status, {
    "content-type": type,
    "content-length": bytes.length,
    "x-content-type-options": "nosniff",
    ...(allow && { allow }),
    // What is left of a refused body is not read.
    ...(!request.complete && { connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}
