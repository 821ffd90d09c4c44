import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from "fastify-type-provider-zod";
import { type FieldProblem, Refusal, type RefusalDetails } from "../refusal.ts";
import type { Text } from "../text.ts";
import { standingHeaders } from "./headers.ts";
import { shortNetwork } from "./network.ts";

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
  "http.encoded": {
    status: 415,
    zh: "请求内容不得压缩",
    en: "The content of a request must not be compressed",
  },
  "http.headers_large": {
    status: 431,
    zh: "网址或请求头过长",
    en: "The address or the headers are too long",
  },
  "http.slow": { status: 408, zh: "请求内容未在时限内到达", en: "The request did not arrive in time" },
  "http.busy": { status: 503, zh: "系统繁忙，请稍后再试", en: "Busy; try again shortly" },
  "http.fault": {
    status: 500,
    zh: "平台出现故障，已记录",
    en: "A fault of the platform; it has been recorded",
  },
};

/** The problem of one of the server's own codes. */
export function ownProblem(
  code: string,
  fields?: readonly FieldProblem[],
  status = own[code]!.status,
): Problem {
  const { zh, en } = own[code]!;
  return {
    type: `urn:zhanqiao:problem:${code}`,
    title: zh,
    status,
    code,
    detail: { zh, en },
    ...(fields?.length ? { fields } : {}),
    ...(code === "http.busy" ? { retryAfter: 5 } : {}),
  };
}

/** The same as a refusal, to be thrown. */
export const ownRefusal = (code: string): Refusal => new Refusal(code, own[code]!);

/** Answers any error with problem details; a stack trace goes to the log, never to the caller. */
export function answerError(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply) {
  const problem = toProblem(error, request);
  if (traced.has(problem.status)) trace(problem, request);
  if (problem.retryAfter) reply.header("retry-after", String(problem.retryAfter));
  reply.header("cache-control", "no-store");
  return reply.code(problem.status).type("application/problem+json").send(problem);
}

/** Who is not let in, not allowed, or too fast: what an attack looks like from here. */
const traced = new Set([401, 403, 429]);

/** Leaves a trace of a refusal: what was asked by whom from about where, never with what (pseudonymous id, /24 or /48). */
function trace({ code, status }: Problem, request: FastifyRequest): void {
  const { caller } = request;
  const who =
    caller && "id" in caller ? { caller: caller.kind, id: caller.id, org: caller.org } : { caller: "anyone" };
  const route = request.routeOptions?.url ?? "";
  request.log.info(
    { code, status, method: request.method, route, ...who, network: shortNetwork(request.ip) },
    "refused",
  );
}

/** Answers bytes that are no HTTP request, or one that did not come to its end, and lets the connection go. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return;
  const problem = ownProblem(unreadable[error.code ?? ""] ?? "http.bad_request");
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(standingHeaders(false)).map(([name, value]) => `${name}: ${value}`),
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.destroySoon();
}

const unreadable: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: "http.slow",
  HPE_HEADER_OVERFLOW: "http.headers_large",
};

export function answerNotFound(_request: FastifyRequest, reply: FastifyReply) {
  return reply.code(404).type("application/problem+json").send(ownProblem("http.not_found"));
}

const poolFull = "timeout exceeded when trying to connect";

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
    // 57014 statement timeout, 25P03 idle transaction ended, 53300 and the pool's own words for too many connections:
    // the caller may try again.
    if (["57014", "25P03", "53300"].includes(code) || error.message === poolFull)
      return ownProblem("http.busy");
    // 22021 / 22P05: a NUL or an impossible character in text; the caller's, not ours.
    if (code === "22021" || code === "22P05") return ownProblem("http.bad_request");
  }
  request.log.error({ err: { message: error.message, stack: error.stack } }, "fault");
  return ownProblem("http.fault");
}
