/** Header or trailer fields as they came, one pair a field line; names in any case. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** A request as RFC 9421 looks at it. */
export interface HttpRequest {
  readonly method: string;
  /** The whole target URI, exactly as the sender meant it: "https://data.example/path?query". */
  readonly uri: string;
  /** The target in the request line where it is not the origin form, e.g. "*" (RFC 9112 §3.2). */
  readonly requestTarget?: string;
  readonly fields: Fields;
  readonly trailers?: Fields;
}

/** A response, and the request it answers, which its signature may cover too (§2.4). */
export interface HttpResponse {
  readonly status: number;
  readonly fields: Fields;
  readonly trailers?: Fields;
  readonly request?: HttpRequest;
}

export type HttpMessage = HttpRequest | HttpResponse;

export const isRequest = (message: HttpMessage): message is HttpRequest => "method" in message;

/** Values of all lines of a field, in the order they came, each without surrounding whitespace and folds. */
export function fieldLines(fields: Fields, name: string): string[] {
  return fields.filter(([n]) => n.toLowerCase() === name).map(([, value]) => unfolded(value));
}

// Obsolete line folding becomes one space (RFC 9112 §5.2); HTTP whitespace around a value is not part of it.
const unfolded = (value: string): string =>
  value.replace(/[ \t]*\r?\n[ \t]+/g, " ").replace(/^[ \t]+|[ \t]+$/g, "");
