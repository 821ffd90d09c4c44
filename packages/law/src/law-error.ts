/** A text shown to people, in both languages of the platform. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/**
 * What this package refuses, in words a clerk can act on. A RangeError, so that callers who know nothing of
 * us still catch it as bad input; `code` is stable, `text` is for the screen, `article` the provision it
 * rests on where there is one (e.g. "17.2").
 */
export class LawError extends RangeError {
  readonly code: string;
  readonly text: Text;
  readonly article: string | null;

  constructor(code: string, text: Text, article: string | null = null) {
    super(`${text.zh} / ${text.en}`);
    this.name = "LawError";
    this.code = code;
    this.text = text;
    this.article = article;
  }
}

/** Shortens what a stranger typed before it is repeated in a message (at most 40 characters, no controls). */
export function quoted(value: unknown): string {
  // An object's own toString may throw or lie; its kind is all a message needs.
  const plain = typeof value === "object" && value !== null ? "{…}" : String(value);
  const safe = plain.slice(0, 200).replace(/[\p{Cc}\p{Cf}]/gu, "?");
  return safe.length > 40 ? `${safe.slice(0, 40)}…` : safe;
}
