import { Readable } from "node:stream";
import type { Problem } from "../api-types.ts";
import type { ApiInit, PortalApi } from "./portal-api.ts";

/** The API's refusal of a question, carried to the page that answers the reader. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.code ?? `HTTP ${status}`);
    this.name = "ApiRefusal";
    this.status = status;
    this.problem = problem;
  }
}

export interface Client {
  /** Asks; throws `ApiRefusal` for anything but 2xx. */
  get<T>(path: string, query?: Query): Promise<T>;
  /** Asks for a block of a page that may be left out: undefined where the API has no answer. */
  find<T>(path: string, query?: Query): Promise<T | undefined>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Asks for a file by what it is asked with; its bytes come as a stream. */
  file(path: string, body: unknown): Promise<Readable>;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const base = "/api/v1";

/** Speaks to the public API for one reader. It carries no session: the portal sees what anyone may see. */
export function client(api: PortalApi, remoteAddress?: string): Client {
  const ask = async <T>(path: string, init: ApiInit): Promise<T> => {
    const from = remoteAddress === undefined ? {} : { remoteAddress };
    const answer = await api(base + path, { ...init, ...from });
    const body = typeof answer.body === "string" ? parse(answer.body) : answer.body;
    if (answer.status >= 200 && answer.status < 300) return body as T;
    throw new ApiRefusal(answer.status, (body ?? {}) as Problem);
  };
  const post = { method: "POST", headers: { "content-type": "application/json" } } as const;
  return {
    get: (path, query) => ask(path + search(query), { method: "GET" }),
    find: async (path, query) => {
      try {
        return await ask(path + search(query), { method: "GET" });
      } catch (error) {
        if (error instanceof ApiRefusal) return undefined;
        throw error;
      }
    },
    post: (path, body) => ask(path, { ...post, body }),
    file: async (path, body) => {
      const file = await ask<unknown>(path, { ...post, body, stream: true });
      if (file instanceof Readable) return file;
      throw new Error(`${path} did not answer with a file`);
    },
  };
}

/** A query string with its question mark, or nothing; undefined and empty values are left out. */
export function search(query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
