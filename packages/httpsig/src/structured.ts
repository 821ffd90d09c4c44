import {
  type BareItem,
  type Dictionary,
  type InnerList,
  type Item,
  parseDictionary,
  parseItem,
  parseList,
  serializeDictionary,
  serializeInnerList,
  serializeItem,
  serializeList,
} from "structured-headers";
import { SignatureRefusal } from "./refusal.ts";

/** Structured fields (RFC 9651) by `structured-headers`, its errors told as refusals. */
export type { BareItem, Dictionary, InnerList, Item };
export type Parameters = Map<string, BareItem>;

/** What a structured field holds; what `sf` needs to know of it. */
export type FieldType = "dictionary" | "list" | "item";

export function readDictionary(field: string, value: string): Dictionary {
  return reading(field, () => parseDictionary(value));
}

/** The field value in its strict serialization. */
export function reserialized(field: string, value: string, type: FieldType): string {
  return reading(field, () => {
    if (type === "dictionary") return serializeDictionary(parseDictionary(value));
    if (type === "list") return serializeList(parseList(value));
    return serializeItem(parseItem(value));
  });
}

/** Members a dictionary's text has, those of one name counted each: commas outside strings, and one more. */
export function membersWritten(value: string): number {
  if (value === "") return 0;
  const outside = value.replace(/"(?:[^"\\]|\\.)*"/g, "");
  return outside.split(",").length;
}

export const isInnerList = (member: Item | InnerList): member is InnerList => Array.isArray(member[0]);

export const writeMember = (member: Item | InnerList): string =>
  isInnerList(member) ? serializeInnerList(member) : serializeItem(member);

/** Bytes of an item that is a byte sequence; undefined for any other. */
export function bytesOf(member: Item | InnerList | undefined): Uint8Array | undefined {
  if (!member || isInnerList(member)) return undefined;
  const [value] = member;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

function reading<T>(field: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new SignatureRefusal("field.malformed", { field });
  }
}
