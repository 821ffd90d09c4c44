import type { CaseView, Text } from "../src/api-types.ts";
import type { Intake } from "../src/intake-types.ts";
import type { Machine } from "../src/machines/types.ts";
import type { accounts } from "./fixtures/orgs.ts";
import type { AccountWorld } from "./mock-account.ts";

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes, in development only
  body: any;
  bytes: number;
  headers: Record<string, string>;
  login: string | undefined;
}
export interface Answer {
  status: number;
  body?: unknown;
  /** A file instead of JSON. */
  bytes?: Buffer;
  headers?: Record<string, string>;
}
export interface World {
  cases: CaseView[];
  intakes: Intake[];
  people: typeof accounts;
  machines: Machine[];
  account: AccountWorld;
  tries: number;
  /** How often a case's evidence is answered with 503 before it is given. */
  evidenceWaits: number;
  /** Milliseconds that work on a file takes. */
  pace: number;
}

export const t = (zh: string, en: string): Text => ({ zh, en });
export const now = "2026-09-29T02:10:00Z";
export const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  body,
  headers,
});
export const problem = (status: number, code: string, detail: Text, more: object = {}): Answer => ({
  status,
  body: { type: `urn:zhanqiao:problem:${code}`, title: detail.zh, status, code, detail, ...more },
  headers: "retryAfter" in more ? { "retry-after": String(more.retryAfter) } : {},
});
export const notFound = problem(404, "http.not_found", t("没有找到", "Not found"));
