import { Unreadable } from "./refuse.ts";

/** What a JSON text turned out to be once it was read to its end. */
export interface JsonShape {
  root: "array" | "object" | "lines";
  values: number;
}

/**
 * Cuts a JSON text into its records: the elements of a top-level array, the objects of JSON lines, or the one
 * object it is. Several documents glued together are refused, with the byte where the second starts.
 */
export class JsonSplitter {
  readonly shape: JsonShape = { root: "object", values: 0 };
  #depth = 0;
  #inString = false;
  #escaped = false;
  #piece: string[] = [];
  #pieceLength = 0;
  #started = false;
  #closed = false;
  #newlineSince = true;
  #bytes = 0;
  readonly #longest: number;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The records completed by this piece of text, as JSON texts. */
  push(text: string): string[] {
    const out: string[] = [];
    const base = this.shape.root === "array" ? 1 : 0;
    let level = this.#started ? base : -1;
    let from = this.#started && (this.#depth > base || this.#inString || this.#pieceLength > 0) ? 0 : -1;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (c === 92) this.#escaped = true;
        else if (c === 34) this.#inString = false;
        continue;
      }
      if (c === 32 || c === 9 || c === 13 || c === 10) {
        if (c === 10) this.#newlineSince = true;
        continue;
      }
      if (!this.#started) {
        this.#started = true;
        this.shape.root = c === 91 ? "array" : "object";
        level = c === 91 ? 1 : 0;
        if (c === 91) {
          this.#depth = 1;
          continue;
        }
      } else if (this.#closed) throw this.#glued(text, i);
      if (c === 34) {
        if (this.#depth === level && from < 0) from = i;
        this.#inString = true;
      } else if (c === 123 || c === 91) {
        if (this.#depth === level) {
          if (level === 0) this.#nextDocument(c, text, i);
          from = i;
        }
        this.#depth++;
      } else if (c === 125 || c === 93) {
        if (this.#depth === level && level === 1) {
          if (from >= 0 || this.#pieceLength > 0) this.#take(out, text, from, i);
          from = -1;
          this.#depth = 0;
          this.#closed = true;
          continue;
        }
        this.#depth--;
        if (this.#depth < 0) throw new Unreadable("inspect.bad_json", text[i]!);
        if (this.#depth === level && level === 0) {
          this.#take(out, text, from, i + 1);
          from = -1;
          this.#newlineSince = false;
        }
      } else if (c === 44 && this.#depth === level && level === 1) {
        this.#take(out, text, from, i);
        from = -1;
      } else if (this.#depth === level && from < 0) {
        if (level === 0)
          throw this.shape.values > 0
            ? this.#glued(text, i)
            : new Unreadable("inspect.bad_json", text.slice(i, i + 20));
        from = i;
      }
    }
    if (from >= 0) this.#hold(text.slice(from));
    this.#bytes += Buffer.byteLength(text);
    return out;
  }

  end(): void {
    if (this.#inString || this.#depth > 0) throw new Unreadable("inspect.bad_json", "…", this.#bytes);
    if (this.shape.root === "object" && this.shape.values > 1) this.shape.root = "lines";
  }

  #nextDocument(c: number, text: string, at: number): void {
    if (this.shape.values === 0) return;
    // JSON lines: objects, each on a line of its own.
    if (c !== 123 || !this.#newlineSince) throw this.#glued(text, at);
  }

  #glued(text: string, at: number): Unreadable {
    const offset = this.#bytes + Buffer.byteLength(text.slice(0, at));
    return new Unreadable("inspect.two_documents", offset, offset);
  }

  #take(out: string[], text: string, from: number, to: number): void {
    this.#hold(text.slice(Math.max(0, from), to));
    const record = this.#piece.join("").trim();
    this.#piece = [];
    this.#pieceLength = 0;
    if (record === "") return;
    this.shape.values++;
    out.push(record);
  }

  #hold(text: string): void {
    this.#piece.push(text);
    this.#pieceLength += text.length;
    if (this.#pieceLength > this.#longest) throw new Unreadable("inspect.record_too_long", this.#bytes);
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

/** A number kept as it is written: 18 digits and 42.10 survive. */
export class WrittenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): number {
    return Number(this.text);
  }
}

const keepNumbers: Reviver = (_key, value, context) =>
  typeof value === "number" && context.source !== undefined ? new WrittenNumber(context.source) : value;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, keepNumbers as Parameters<typeof JSON.parse>[1]);
  } catch (cause) {
    throw new Unreadable("inspect.bad_json", String((cause as Error).message).slice(0, 100));
  }
}

/** A JSON value as a cell: text as it is, nested values as JSON. */
export function jsonCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === "boolean" ? String(value) : JSON.stringify(value);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber);
