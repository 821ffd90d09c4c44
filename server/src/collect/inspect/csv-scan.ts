import { CsvRecords, type Dialect } from "./csv-records.ts";
import { Unreadable } from "./refuse.ts";
import type { RawRow } from "./row.ts";

/** What one pass over a large text keeps of it. Row numbers are exact. */
export interface CsvScan {
  physicalRows: number;
  head: RawRow[];
  tail: RawRow[];
  /** A uniform sample of all rows, in file order. */
  sample: RawRow[];
  /** Rows whose beginning looks like a blank row, a total or a note: the first 10,000, and how many blanks in all. */
  suspects: RawRow[];
  blanks: number;
  newlines: { lf: number; crlf: number; cr: number };
  embedded: number;
  quoted: boolean;
  unclosed: boolean;
}

const headRows = 1000;
const tailRows = 300;
const mostSuspects = 10_000;

/** First characters (as UTF-8) of totals and notes: 合 小 总 注 备 说 数 资 制 填 共 累 审 打 附. */
const suspectHeads = new Set(
  [..."合小总注备说数资制填共累审打附"].map((c) => {
    const [a, b, d] = Buffer.from(c);
    return (a! << 16) | (b! << 8) | d!;
  }),
);

/**
 * Counts and samples the records of UTF-8 chunks without cutting them into cells: several hundred MB/s. Splits
 * as `CsvRecords` does. `random` gives numbers in [0, 1): pass a seeded one for the same sample every time.
 */
export async function scanCsv(
  chunks: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  most: { sampleRows: number; recordBytes: number },
  random: () => number,
): Promise<CsvScan> {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const newline = dialect.newline === "cr" ? 13 : 10;
  const scan: CsvScan = {
    physicalRows: 0,
    head: [],
    tail: [],
    sample: [],
    suspects: [],
    blanks: 0,
    newlines: { lf: 0, crlf: 0, cr: 0 },
    embedded: 0,
    quoted: false,
    unclosed: false,
  };
  const cut = (bytes: Uint8Array, n: number): RawRow => {
    const records = new CsvRecords(dialect, Number.MAX_SAFE_INTEGER);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    const [row] = [...records.push(text), ...records.end()];
    return { n, cells: row?.cells ?? [""] };
  };
  const sampler = reservoir(most.sampleRows, random);
  const picked: { n: number; bytes: Uint8Array }[] = [];
  let tail: { n: number; bytes: Uint8Array }[] = [];
  let carry: Uint8Array = new Uint8Array(0);
  const ends = new Int32Array(tailRows + 1);

  const run = (input: Uint8Array, last: boolean): void => {
    const buffer = Buffer.from(input.buffer, input.byteOffset, input.length);
    let start = 0;
    let quote = buffer.indexOf(34);
    let inChunk = 0;
    ends[0] = 0;
    while (start < buffer.length) {
      let end = buffer.indexOf(newline, start);
      if (quote >= 0 && quote < start) quote = buffer.indexOf(34, start);
      if (quote >= 0 && (end < 0 || quote < end)) {
        const found = recordEnd(buffer, start, delimiter, newline);
        scan.quoted ||= found.quoted;
        if (found.end > end && end >= 0) scan.embedded++;
        end = found.end;
        if (found.open && last) scan.unclosed = true;
      }
      if (end < 0) {
        if (!last) break;
        end = buffer.length;
      } else if (newline === 13) scan.newlines.cr++;
      else if (end > start && buffer[end - 1] === 13) scan.newlines.crlf++;
      else scan.newlines.lf++;
      const n = ++scan.physicalRows;
      inChunk++;
      ends[inChunk % ends.length] = end + 1;
      const first = buffer[start]!;
      if (n <= headRows) scan.head.push(cut(buffer.subarray(start, end), n));
      if (n === sampler.next) {
        const slot = sampler.take();
        picked[slot] = { n, bytes: Uint8Array.prototype.slice.call(buffer, start, end) };
      }
      if (first <= 44 || first === delimiter || first >= 0xe0) {
        const blank = first < 0xe0 && isBlankRecord(buffer, start, end, delimiter);
        if (blank) scan.blanks++;
        const suspect =
          blank ||
          first <= 34 ||
          (first >= 0xe0 && suspectHeads.has((first << 16) | (buffer[start + 1]! << 8) | buffer[start + 2]!));
        if (suspect && scan.suspects.length < mostSuspects)
          scan.suspects.push(cut(buffer.subarray(start, end), n));
      }
      start = end + 1;
    }
    // The last records of this piece, found again from the ring of ends.
    const keep = Math.min(inChunk, tailRows);
    const recent: typeof tail = [];
    for (let k = inChunk - keep; k < inChunk; k++) {
      const from = ends[k % ends.length]!;
      const to = ends[(k + 1) % ends.length]! - 1;
      recent.push({ n: scan.physicalRows - inChunk + k + 1, bytes: buffer.subarray(from, to) });
    }
    tail = [...tail, ...recent].slice(-tailRows);
    // Cut loose from the chunk, so that no chunk outlives its turn.
    if (keep < tailRows || last) for (const t of tail) t.bytes = Uint8Array.prototype.slice.call(t.bytes);
    carry = Uint8Array.prototype.slice.call(buffer, Math.min(start, buffer.length));
    if (carry.length > most.recordBytes)
      throw new Unreadable("inspect.record_too_long", `#${scan.physicalRows + 1}`);
  };

  for await (const chunk of chunks) {
    if (chunk.indexOf(0) >= 0) throw new Unreadable("inspect.binary", "NUL");
    run(carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk, false);
  }
  if (carry.length > 0) run(carry, true);
  scan.tail = tail.map((t) => cut(t.bytes, t.n));
  scan.sample = picked.sort((a, b) => a.n - b.n).map((p) => cut(p.bytes, p.n));
  return scan;
}

/** End of the record at `start` when quotes are in it: −1 when it is not complete. */
function recordEnd(b: Buffer, start: number, delimiter: number, newline: number) {
  let i = start;
  let fieldStart = true;
  let quoted = false;
  while (i < b.length) {
    const c = b[i]!;
    if (c === 34 && fieldStart) {
      quoted = true;
      i++;
      for (;;) {
        const close = b.indexOf(34, i);
        if (close < 0) return { end: -1, quoted, open: true };
        i = close + 1;
        if (b[i] !== 34) break;
        i++;
      }
      fieldStart = false;
      continue;
    }
    if (c === newline) return { end: i, quoted, open: false };
    fieldStart = c === delimiter;
    i++;
  }
  return { end: -1, quoted, open: false };
}

function isBlankRecord(b: Buffer, start: number, end: number, delimiter: number): boolean {
  for (let i = start; i < end; i++) {
    const c = b[i]!;
    if (c !== delimiter && c > 32 && c !== 34) return false;
  }
  return true;
}

/** Algorithm L (Li 1994): which of a stream's items to keep, without asking for each. */
function reservoir(size: number, random: () => number) {
  let taken = 0;
  let w = Math.exp(Math.log(random() || 0.5) / size);
  const sampler = {
    next: 1,
    take(): number {
      if (taken < size) {
        const slot = taken++;
        sampler.next = taken < size ? sampler.next + 1 : sampler.next + skip();
        return slot;
      }
      const slot = Math.floor(random() * size);
      w *= Math.exp(Math.log(random() || 0.5) / size);
      sampler.next += skip();
      return slot;
    },
  };
  const skip = () => Math.floor(Math.log(random() || 0.5) / Math.log(1 - w)) + 1;
  return sampler;
}
