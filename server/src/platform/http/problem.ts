import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from "fastify-type-provider-zod";
import { type FieldProblem, Refusal, type RefusalDetails } from "../refusal.ts";
import type { Text } from "../text.ts";

/** RFC 9457 problem details as the platform gives them. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: Text;
  article?: string;
  instrument?: string;
  fields?: readonly FieldProblem[];
  retryAfter?: number;
}

/** The problem a refusal is answered with. */
export function problemOf(refusal: Refusal): Problem {
  const { article, fields, retryAfter }: RefusalDetails = refusal.details;
  return {
    type: `urn:zhanqiao:problem:${refusal.code}`,
    title: refusal.text.zh,
    status: refusal.status,
    code: refusal.code,
    detail: refusal.text,
    ...(article ? { article, instrument: "qingdao-299" } : {}),
    ...(fields?.length ? { fields } : {}),
    ...(retryAfter ? { retryAfter } : {}),
  };
}

const own: Record<string, { status: number; zh: string; en: string }> = {
  "http.not_found": { status: 404, zh: "没有这个地址", en: "There is nothing at this address" },
  "http.invalid_request": {
    status: 400,
    zh: "请求内容不符合要求，请按提示修改",
    en: "The request is not valid; see the fields",
  },
  "http.too_large": { status: 413, zh: "请求内容过大", en: "The request is too large" },
  "http.unsupported_media": { status: 415, zh: "不支持的内容类型", en: "This content type is not supported" },
  "http.bad_request": { status: 400, zh: "请求无法读懂", en: "The request cannot be read" },
  "http.busy": { status: 503, zh: "系统繁忙，请稍后再试", en: "Busy; try again shortly" },
  "http.fault": {
    status: 500,
    zh: "平台出现故障，已记录",
    en: "A fault of the platform; it has been recorded",
  },
};

function ownProblem(code: string, fields?: readonly FieldProblem[], status = own[code]!.status): Problem {
  const { zh, en } = own[code]!;
  return {
    type: `urn:zhanqiao:problem:${code}`,
    title: zh,
    status,
    code,
    detail: { zh, en },
    ...(fields?.length ? { fields } : {}),
  };
}

/** Answers any error with problem details; a stack trace goes to the log, never to the caller. */
export function answerError(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply) {
  const problem = toProblem(error, request);
  if (problem.retryAfter) reply.header("retry-after", String(problem.retryAfter));
  return reply.code(problem.status).type("application/problem+json").send(problem);
}

/** Answers bytes that are no HTTP request, such as an address with characters that were not percent-encoded. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return;
  const slow = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const body = JSON.stringify(ownProblem("http.bad_request", undefined, slow ? 408 : 400));
  const head = [
    slow ? "HTTP/1.1 408 Request Timeout" : "HTTP/1.1 400 Bad Request",
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

export function answerNotFound(_request: FastifyRequest, reply: FastifyReply) {
  return reply.code(404).type("application/problem+json").send(ownProblem("http.not_found"));
}

function toProblem(error: FastifyError | Refusal, request: FastifyRequest): Problem {
  if (error instanceof Refusal) return problemOf(error);
  if (hasZodFastifySchemaValidationErrors(error))
    return ownProblem(
      "http.invalid_request",
      error.validation.map((v) => ({
        path:
          v.instancePath.replace(/^\//, "") ||
          (v.params as { path?: string }).path ||
          (error.validationContext ?? ""),
        zh: "此项不符合要求",
        en: v.message ?? "is not valid",
      })),
    );
  if (!isResponseSerializationError(error)) {
    const code = (error as { code?: string }).code ?? "";
    const status = (error as FastifyError).statusCode ?? 500;
    if (status === 413 || code === "FST_ERR_CTP_BODY_TOO_LARGE") return ownProblem("http.too_large");
    if (status === 415) return ownProblem("http.unsupported_media");
    if (status >= 400 && status < 500) return ownProblem("http.bad_request", undefined, status);
    // 57014 statement timeout, 53300 too many connections: the caller may try again.
    if (code === "57014" || code === "53300") return ownProblem("http.busy");
    // 22021 / 22P05: a NUL or an impossible character in text; the caller's, not ours.
    if (code === "22021" || code === "22P05") return ownProblem("http.bad_request");
  }
  request.log.error({ err: { message: error.message, stack: error.stack } }, "fault");
  return ownProblem("http.fault");
}
