import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Files } from "../platform/index.ts";
import { byteRange } from "./byte-range.ts";
import type { Exported } from "./export-version.ts";
import { refuse } from "./refusals.ts";

export interface Sending {
  readonly file: Exported;
  readonly type: string;
  readonly disposition: string;
  /** Bytes before the file's own: a byte order mark. */
  readonly prefix: Buffer;
}

/**
 * Sends a file from the store, whole or a range of it (RFC 9110), with a strong ETag that is the SHA-256 of the
 * file (a "-bom" behind it where a mark stands before it); 304 to whoever has it.
 */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  files: Files,
  given: Sending,
): FastifyReply {
  const { file, prefix } = given;
  const etag = `"${file.sha256}${prefix.length ? "-bom" : ""}"`;
  reply.headers({
    etag,
    "accept-ranges": "bytes",
    "content-disposition": given.disposition,
    // Whether it is still open is asked anew each time; the bytes need not travel again.
    "cache-control": "public, no-cache",
  });
  if (matches(request.headers["if-none-match"], etag)) return reply.code(304).send();
  const size = prefix.length + file.bytes;
  const condition = request.headers["if-range"];
  const range = condition && condition !== etag ? undefined : byteRange(request.headers.range, size);
  if (range === "beyond") {
    reply.header("content-range", `bytes */${size}`);
    throw refuse("range_wrong");
  }
  reply.type(given.type);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range) reply.code(206).header("content-range", `bytes ${start}-${end}/${size}`);
  reply.header("content-length", end - start + 1);
  if (request.method === "HEAD") return reply.send();
  return reply.send(bytesOf(files, given, start, end));
}

function bytesOf(files: Files, { file, prefix }: Sending, start: number, end: number): Readable {
  const head = prefix.subarray(start, end + 1);
  const last = end - prefix.length;
  if (last < 0) return Readable.from([head]);
  const body = files.stream(file.key, { start: Math.max(0, start - prefix.length), end: last });
  if (head.length === 0) return body;
  const both = Readable.from(
    (async function* () {
      yield head;
      yield* body;
    })(),
  );
  both.once("close", () => body.destroy());
  return both;
}

function matches(header: string | undefined, etag: string): boolean {
  if (!header || header.length > 4096) return false;
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}
