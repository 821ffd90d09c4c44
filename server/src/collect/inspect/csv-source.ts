import { type ByteSource, readBytes } from "./bytes.ts";
import { CsvRecords, type Dialect } from "./csv-records.ts";
import { type DecodedText, decodeText, type EncodingGuess } from "./encoding.ts";
import type { InspectionLimits, TextLayout } from "./inspection.ts";
import { Unreadable } from "./refuse.ts";
import type { RawRow, RowSource } from "./row.ts";

/** What a whole pass over a delimited text showed. */
export interface CsvPass {
  encoding: ReturnType<DecodedText["seen"]>;
  layout: TextLayout;
  unclosed: boolean;
  stray: number;
  /** The last record has fewer cells than the one before it, and no line break ends it. */
  endsInside: boolean;
}

/**
 * The rows of a delimited text, every cell parsed. After a complete pass `last` tells what was seen. NUL
 * characters are refused: no text holds any.
 */
export class CsvSource implements RowSource {
  last: CsvPass | undefined;
  readonly #source: ByteSource;
  readonly #guess: EncodingGuess;
  readonly #dialect: Dialect;
  readonly #limits: InspectionLimits;
  readonly #watch: ((chunk: Uint8Array) => void) | undefined;

  constructor(
    source: ByteSource,
    guess: EncodingGuess,
    dialect: Dialect,
    limits: InspectionLimits,
    watch?: (chunk: Uint8Array) => void,
  ) {
    this.#source = source;
    this.#guess = guess;
    this.#dialect = dialect;
    this.#limits = limits;
    this.#watch = watch;
  }

  async *batches(): AsyncGenerator<RawRow[]> {
    const watch = this.#watch;
    const raw = readBytes(this.#source, this.#limits);
    const bytes = watch ? tap(raw, watch) : raw;
    const decoded = decodeText(bytes, this.#guess);
    const records = new CsvRecords(this.#dialect, this.#limits.recordBytes, this.#limits.columns);
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    let width = 0;
    for await (const chunk of decoded.chunks) {
      const nul = chunk.indexOf(0);
      if (nul >= 0) throw new Unreadable("inspect.binary", "NUL");
      const rows = records.push(utf8.decode(chunk, { stream: true }));
      width = rows.at(-1)?.cells.length ?? width;
      if (rows.length > 0) yield rows;
    }
    const tail = records.push(utf8.decode());
    const open = records.end();
    const rows = [...tail, ...open];
    const endsInside = open.length > 0 && (open[0]?.cells.length ?? 0) < (tail.at(-1)?.cells.length ?? width);
    if (rows.length > 0) yield rows;
    this.last = {
      encoding: decoded.seen(),
      layout: {
        delimiter: this.#dialect.delimiter,
        quote: records.quoted > 0 ? '"' : "",
        newline: newlineOf(records.newlines, this.#dialect),
        embeddedNewlines: records.embedded,
      },
      unclosed: records.unclosed,
      stray: records.stray,
      endsInside,
    };
  }
}

async function* tap(source: AsyncIterable<Uint8Array>, watch: (chunk: Uint8Array) => void) {
  for await (const chunk of source) {
    watch(chunk);
    yield chunk;
  }
}

export function newlineOf(
  counts: { lf: number; crlf: number; cr: number },
  dialect: Dialect,
): TextLayout["newline"] {
  const { lf, crlf, cr } = counts;
  if (cr > 0 && lf + crlf === 0) return "\r";
  if (lf > 0 && crlf > 0) return "mixed";
  if (crlf > 0) return "\r\n";
  return dialect.newline === "cr" ? "\r" : "\n";
}
