/** Tags of the ASN.1 types used here (X.690). */
const integerTag = 0x02;
const octetsTag = 0x04;
const sequenceTag = 0x30;

/** A member of a DER sequence: a non-negative integer as big-endian bytes, or an octet string. */
export type DerPart = { readonly tag: "integer" | "octets"; readonly bytes: Uint8Array };

/** Writes a DER sequence of non-negative integers and octet strings (X.690 §§8, 10). */
export function writeDer(parts: readonly DerPart[]): Uint8Array {
  const body = parts.map(({ tag, bytes }) =>
    tag === "integer" ? element(integerTag, signed(bytes)) : element(octetsTag, bytes),
  );
  return new Uint8Array(element(sequenceTag, Buffer.concat(body)));
}

/**
 * Reads a DER sequence of exactly the given types. Undefined for anything but the one canonical encoding:
 * negative integers, spare zeroes, long forms, other types, trailing bytes. Integers come without leading zero.
 */
export function readDer(der: Uint8Array, tags: readonly DerPart["tag"][]): Uint8Array[] | undefined {
  const outer = takeElement(der, 0, sequenceTag);
  if (!outer || outer.end !== der.length) return undefined;
  const parts: Uint8Array[] = [];
  let at = outer.start;
  for (const tag of tags) {
    const inner = takeElement(der, at, tag === "integer" ? integerTag : octetsTag);
    if (!inner || inner.end > outer.end) return undefined;
    const bytes = der.subarray(inner.start, inner.end);
    parts.push(tag === "integer" && bytes[0] === 0 ? bytes.subarray(1) : bytes);
    at = inner.end;
  }
  if (at !== outer.end) return undefined;
  // Writing it again is the shortest proof that the encoding was the canonical one.
  const again = writeDer(tags.map((tag, i) => ({ tag, bytes: parts[i]! })));
  return Buffer.compare(again, der) === 0 ? parts : undefined;
}

function element(tag: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(tag), lengthOf(body), body]);
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = trimmed(Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length));
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

function takeElement(der: Uint8Array, at: number, tag: number): { start: number; end: number } | undefined {
  const first = der[at + 1];
  if (der[at] !== tag || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + more;
  if (more > 4 || start > der.length) return undefined;
  const length = more === 0 ? first : der.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return start + length > der.length ? undefined : { start, end: start + length };
}

/** Two's complement of a non-negative integer: a zero byte in front where the top bit is set. */
function signed(bytes: Uint8Array): Uint8Array {
  const least = trimmed(bytes);
  return least.length === 0 || least[0]! >= 0x80 ? Buffer.concat([Uint8Array.of(0), least]) : least;
}

function trimmed(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array(0) : bytes.subarray(first);
}
