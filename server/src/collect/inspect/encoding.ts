import { isAscii, isUtf8 } from "node:buffer";
import { Gb18030Decoder } from "./gb18030.ts";
import type { Encoding, EncodingName } from "./inspection.ts";
import { Utf8Checker } from "./utf8.ts";

export interface EncodingGuess {
  name: EncodingName;
  bom: number;
}

/**
 * Guesses the encoding of a text from pieces of it (the first from the very beginning, the others anywhere).
 * Undefined when no encoding fits: binary.
 */
export function guessEncoding(pieces: Uint8Array[]): EncodingGuess | undefined {
  const head = pieces[0] ?? new Uint8Array(0);
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: "utf-8", bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: "utf-16le", bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: "utf-16be", bom: 2 };
  if (head[0] === 0x84 && head[1] === 0x31 && head[2] === 0x95 && head[3] === 0x33)
    return { name: "gb18030", bom: 4 };
  if (head.includes(0)) return guessUtf16(head);
  if (pieces.every((piece) => isAscii(piece))) return { name: "utf-8", bom: 0 };
  const aligned = pieces.map((piece, i) => trimToLines(piece, i > 0));
  if (aligned.every((piece) => isUtf8(piece))) return { name: "utf-8", bom: 0 };
  let utf8Faults = 0;
  let gbFaults = 0;
  let gbStrange = 0;
  let high = 0;
  for (const piece of aligned) {
    const utf8 = new Utf8Checker();
    utf8.write(piece);
    utf8Faults += utf8.errors.count;
    const gb = new Gb18030Decoder();
    const text = Buffer.from(gb.write(piece)).toString("utf8");
    gbFaults += gb.errors.count;
    for (let k = 0; k < text.length; k++) if (isStrange(text.charCodeAt(k))) gbStrange++;
    for (const byte of piece) if (byte >= 0x80) high++;
  }
  const name = utf8Faults <= gbFaults ? "utf-8" : "gb18030";
  const faults = name === "utf-8" ? utf8Faults : gbFaults + gbStrange / 2;
  // A few broken characters in a real text are common (cut by a fixed-width export); one in twenty is no text.
  return faults * 20 > high + 20 ? undefined : { name, bom: 0 };
}

/** Private-use characters and controls other than tab and line breaks. */
const isStrange = (c: number): boolean => (c >= 0xe000 && c <= 0xf8ff) || c < 9 || (c > 13 && c < 32);

/** UTF-16 without a mark: NUL bytes stand where ASCII is, and the rest reads as assigned characters. */
function guessUtf16(head: Uint8Array): EncodingGuess | undefined {
  const even = head.length - (head.length % 2);
  if (even < 8) return undefined;
  for (const name of ["utf-16le", "utf-16be"] as const) {
    const text = new TextDecoder(name).decode(head.subarray(0, even));
    let good = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (
        c === 9 ||
        c === 10 ||
        c === 13 ||
        (c >= 32 && c < 127) ||
        (c >= 0x3400 && c < 0xa000) ||
        (c >= 0xd800 && c < 0xe000)
      )
        good++;
      else if ((c >= 0x3000 && c < 0x3100) || (c >= 0xff00 && c < 0xfff0) || (c > 160 && c < 0x500)) good++;
    }
    if (good >= text.length * 0.97 && /[\n\r,\t;|]/.test(text)) return { name, bom: 0 };
  }
  return undefined;
}

/** Cuts a piece to whole lines so that it starts and ends between characters, in any of the encodings. */
function trimToLines(piece: Uint8Array, cutStart: boolean): Uint8Array {
  const first = cutStart ? piece.indexOf(10) + 1 : 0;
  const last = piece.lastIndexOf(10);
  return last > first ? piece.subarray(first, last + 1) : piece;
}

/**
 * Turns a stream in `guess.name` into UTF-8 chunks without the byte-order mark; `seen()` tells, once the
 * stream has ended, what was found on the way.
 */
export interface DecodedText {
  chunks: AsyncIterable<Uint8Array>;
  seen(): Encoding & { cut: boolean };
}

export function decodeText(source: AsyncIterable<Uint8Array>, guess: EncodingGuess): DecodedText {
  const gb = guess.name === "gb18030" ? new Gb18030Decoder() : undefined;
  const utf8 = guess.name === "utf-8" ? new Utf8Checker() : undefined;
  const utf16 = gb || utf8 ? undefined : new TextDecoder(guess.name, { ignoreBOM: true });
  let ascii = true;
  let lost = 0;
  const decode = (chunk: Uint8Array): Uint8Array => {
    if (gb) return gb.write(chunk);
    if (utf8) {
      if (ascii && !isAscii(chunk)) ascii = false;
      return utf8.write(chunk);
    }
    const text = utf16!.decode(chunk, { stream: true });
    if (text.includes("\ufffd")) lost += text.split("\ufffd").length - 1;
    return Buffer.from(text);
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let skip = guess.bom;
    for await (const raw of source) {
      const chunk = skip > 0 ? raw.subarray(Math.min(skip, raw.length)) : raw;
      skip -= raw.length - chunk.length;
      const out = decode(chunk);
      if (out.length > 0) yield out;
    }
    const rest = gb?.finish() ?? utf8?.finish() ?? Buffer.from(utf16!.decode());
    if (rest.length > 0) yield rest;
  }
  return {
    chunks: chunks(),
    seen: () => {
      const errors = gb?.errors ?? utf8?.errors ?? { count: lost, at: [] };
      return {
        name: guess.name,
        narrowest: gb
          ? gb.narrowest
          : utf8
            ? ascii
              ? "ascii"
              : "utf-8"
            : (guess.name as "utf-16le" | "utf-16be"),
        bom: guess.bom,
        errors: { count: errors.count, at: errors.at.map((at) => at + guess.bom) },
        cut: gb?.cut ?? utf8?.cut ?? false,
      };
    },
  };
}
