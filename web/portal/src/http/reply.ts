import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { pageHeaders } from "./security.ts";

const pressGzip = promisify(gzip);
const pressBrotli = promisify(brotliCompress);

export interface PageAnswer {
  readonly html: string;
  readonly nonce: string;
  readonly status: number;
  readonly cookies: readonly string[];
  /** Pages that hold a token or a secret are not compressed (BREACH) and never kept. */
  readonly secret: boolean;
}

export async function sendPage(request: FastifyRequest, reply: FastifyReply, answer: PageAnswer) {
  reply.code(answer.status).headers(pageHeaders(answer.nonce));
  reply.header("vary", "accept-encoding, cookie");
  reply.header("cache-control", answer.secret ? "no-store" : "private, no-cache");
  if (answer.cookies.length > 0) reply.header("set-cookie", answer.cookies);
  const encoding = answer.secret ? undefined : encodingOf(request);
  if (encoding === undefined) return reply.send(answer.html);
  reply.header("content-encoding", encoding);
  const press = encoding === "br" ? brotli(answer.html) : pressGzip(answer.html);
  return reply.send(await press);
}

// Quality 5 is about as fast as gzip here and a tenth smaller.
const brotli = (text: string) => pressBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });

export function encodingOf(request: FastifyRequest): "br" | "gzip" | undefined {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}
