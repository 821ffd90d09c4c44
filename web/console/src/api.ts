import { isUnattended } from "./attended.ts";
import { ApiProblem, problemOf } from "./problem.ts";

/**
 * The one way to the server: JSON over the session cookie. Unsafe methods carry the CSRF token of the session;
 * `version` is sent as If-Match so that a lost race changes nothing. A refusal is thrown as ApiProblem.
 */
export interface Call {
  method?: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  /** Bytes instead of JSON. */
  bytes?: Blob;
  headers?: Record<string, string>;
  version?: number;
  query?: Record<string, string | number | boolean | undefined | null>;
  signal?: AbortSignal;
}

export interface Api {
  call<Answer>(path: string, call?: Call): Promise<Answer>;
  raw(path: string, call?: Call): Promise<Response>;
  /** @param holder whose session the token belongs to. */
  setCsrf(token: string | undefined, holder?: string): void;
  /** Called when the server no longer knows the session. */
  onSignedOut(listener: () => void): () => void;
  /**
   * Asks the person to prove again who they are, when the server wants that first; resolves to whether they did,
   * and the request is then sent once more. Absent: the refusal is the answer.
   */
  onProve(ask: (() => Promise<boolean>) | undefined): void;
}

export const base = "/api/v1";

/** Builds the query part; empty values are left out. */
export function queryOf(query: Call["query"] = {}): string {
  const pairs = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== "");
  if (pairs.length === 0) return "";
  return `?${new URLSearchParams(pairs.map(([k, v]) => [k, String(v)]))}`;
}

/** An API client over `fetch`. The token is held in memory only. */
export function makeApi(
  send: typeof fetch = (...given) => fetch(...given),
  unattended: () => boolean = () => false,
): Api {
  let csrf: string | undefined;
  let holder: string | undefined;
  const listeners = new Set<() => void>();
  let prove: (() => Promise<boolean>) | undefined;

  async function raw(path: string, call: Call = {}): Promise<Response> {
    try {
      return await once(path, call);
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem)) throw thrown;
      const { code } = thrown.problem;
      if (code === "parties.csrf" && (await renewed())) return raw(path, call);
      if (code !== "parties.authenticate_again" || !prove || !(await prove())) throw thrown;
      return once(path, call);
    }
  }

  /**
   * Whether the session of the same person has another token now: in another window they proved again who they
   * are. A session of anybody else is not acted in.
   */
  async function renewed(): Promise<boolean> {
    const before = csrf;
    const { csrf: now, person } = (await (await once("/session", {})).json()) as {
      csrf?: string;
      person: { id: string } | null;
    };
    if (!now || now === before || !holder || person?.id !== holder) return false;
    csrf = now;
    return true;
  }

  async function once(path: string, call: Call): Promise<Response> {
    const method = call.method ?? "GET";
    const headers: Record<string, string> = { accept: "application/json", ...call.headers };
    if (csrf && method !== "GET" && method !== "HEAD") headers["x-zhanqiao-csrf"] = csrf;
    if (unattended()) headers["x-zhanqiao-unattended"] = "1";
    if (call.version !== undefined) headers["if-match"] = `"${call.version}"`;
    if (call.body !== undefined) headers["content-type"] = "application/json";
    let response: Response;
    try {
      response = await send(`${base}${path}${queryOf(call.query)}`, {
        method,
        headers,
        credentials: "same-origin",
        ...(call.bytes ? { body: call.bytes } : {}),
        ...(call.body !== undefined ? { body: JSON.stringify(call.body) } : {}),
        ...(call.signal ? { signal: call.signal } : {}),
      });
    } catch (thrown) {
      if (call.signal?.aborted) throw thrown;
      throw new ApiProblem(problemOf(0, null));
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    const retryAfter = Number(response.headers.get("retry-after")) || undefined;
    const problem = new ApiProblem(problemOf(response.status, body, retryAfter));
    if (response.status === 401 && path !== "/session") for (const listener of listeners) listener();
    throw problem;
  }

  return {
    raw,
    async call<Answer>(path: string, call?: Call): Promise<Answer> {
      const response = await raw(path, call);
      if (response.status === 204) return undefined as Answer;
      const type = response.headers.get("content-type") ?? "";
      return (type.includes("json") ? await response.json() : undefined) as Answer;
    },
    setCsrf(token, whose) {
      csrf = token;
      holder = whose;
    },
    onSignedOut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onProve(ask) {
      prove = ask;
    },
  };
}

/** The console's client. */
export const api = makeApi(undefined, isUnattended);
