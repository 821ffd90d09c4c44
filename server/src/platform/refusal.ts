import { fill, type Text } from "./text.ts";

/** One field of a request that is missing or wrong; `path` is a JSON pointer without the leading slash. */
export interface FieldProblem {
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

export interface RefusalDetails {
  /** The article the refusal rests on, e.g. "21.2" (article 21, paragraph 2). */
  readonly article?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly fields?: readonly FieldProblem[];
  /** Seconds after which trying again makes sense (429, 503). */
  readonly retryAfter?: number;
}

/** What a refusal says, and the HTTP status it is answered with (4xx; 503 while a part is not ready). */
export interface RefusalText extends Text {
  readonly status: number;
}

/**
 * A decision of the platform not to do what was asked. It is an answer, not a fault: it reaches the caller as
 * RFC 9457 problem details with a code, both languages and the article, and changes no state.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: Text;
  readonly details: RefusalDetails;

  constructor(code: string, text: RefusalText, details: RefusalDetails = {}) {
    const filled = fill(text, details.params);
    super(`${code}: ${filled.en}`);
    this.name = "Refusal";
    this.code = code;
    this.status = text.status;
    this.text = filled;
    this.details = details;
  }
}

/**
 * Declares the refusals of one unit and returns the function that makes them, so that the compiler, not a
 * convention, holds every code to a text: `throw refuse("reason_missing", { article: "21.2" })`.
 */
export function refusals<Table extends Readonly<Record<string, RefusalText>>>(unit: string, table: Table) {
  return (code: keyof Table & string, details: RefusalDetails = {}): Refusal =>
    new Refusal(`${unit}.${code}`, table[code] as RefusalText, details);
}
