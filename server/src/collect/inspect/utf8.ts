import { isUtf8 } from "node:buffer";

/**
 * Passes UTF-8 through unchanged while it is well formed and repairs it as WHATWG says where it is not (one
 * U+FFFD a maximal malformed part), counting and placing the faults. Chunk borders may be anywhere.
 */
export class Utf8Checker {
  readonly errors: { count: number; at: number[] } = { count: 0, at: [] };
  cut = false;
  #pending: Uint8Array = new Uint8Array(0);
  #offset = 0;

  write(chunk: Uint8Array): Uint8Array {
    return this.#run(this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk, false);
  }

  finish(): Uint8Array {
    return this.#run(this.#pending, true);
  }

  #run(input: Uint8Array, last: boolean): Uint8Array {
    const whole = last ? input.length : input.length - unfinished(input);
    const body = input.subarray(0, whole);
    const out = isUtf8(body) ? body : this.#repair(body, last);
    this.#pending = input.slice(whole);
    this.#offset += whole;
    return out;
  }

  #repair(input: Uint8Array, last: boolean): Uint8Array {
    const parts: Uint8Array[] = [];
    let good = 0;
    let i = 0;
    while (i < input.length) {
      const length = sequence(input, i);
      if (length > 0) {
        i += length;
        continue;
      }
      parts.push(input.subarray(good, i), replacement);
      this.errors.count++;
      if (this.errors.at.length < 10) this.errors.at.push(this.#offset + i);
      if (last && i - length >= input.length && input[i]! >= 0xc2) this.cut = true;
      i -= length;
      good = i;
    }
    parts.push(input.subarray(good));
    return Buffer.concat(parts);
  }
}

const replacement = Uint8Array.of(0xef, 0xbf, 0xbd);

/** Length of the well-formed sequence at `i`, or minus the length of the malformed part there. */
function sequence(b: Uint8Array, i: number): number {
  const lead = b[i]!;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead <= 0xdf
      ? 2
      : lead >= 0xe0 && lead <= 0xef
        ? 3
        : lead >= 0xf0 && lead <= 0xf4
          ? 4
          : 0;
  if (length === 0) return -1;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let k = 1; k < length; k++) {
    const byte = b[i + k];
    if (byte === undefined || byte < (k === 1 ? low : 0x80) || byte > (k === 1 ? high : 0xbf)) return -k;
  }
  return length;
}

/** Bytes at the end that begin a sequence the next chunk may finish (0–3). */
function unfinished(b: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= b.length; back++) {
    const byte = b[b.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return need > back ? back : 0;
    }
  }
  return 0;
}
