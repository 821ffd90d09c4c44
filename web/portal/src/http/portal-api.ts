/** What the portal needs from whoever carries its questions to the public API. */
export interface ApiInit {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value; the carrier serialises it. */
  readonly body?: unknown;
  /** The reader's address, so that limits per address hold for those who come through the portal. */
  readonly remoteAddress?: string;
  /** A file is wanted: the body of a 2xx answer comes as a `Readable`. Refusals come as ever. */
  readonly stream?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON, or the text as it came; a `Readable` where a stream was asked for. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Carries one request to the public API: in process (`app.inject`) or over HTTP. Carries no cookies. */
export type PortalApi = (path: string, init?: ApiInit) => Promise<ApiAnswer>;
