import { serializeList } from "structured-headers";
import type { Component } from "./component.ts";
import { type Fields, fieldLines } from "./message.ts";
import { SignatureRefusal } from "./refusal.ts";
import { type FieldType, readDictionary, reserialized, writeMember } from "./structured.ts";

/** Structured types of fields that a signature may cover with `sf`; an application may know more. */
export type FieldTypes = Readonly<Record<string, FieldType>>;

export const knownFieldTypes: FieldTypes = {
  "accept-signature": "dictionary",
  "cache-control": "dictionary",
  "cache-status": "list",
  "client-cert": "item",
  "client-cert-chain": "list",
  "content-digest": "dictionary",
  priority: "dictionary",
  "proxy-status": "list",
  "repr-digest": "dictionary",
  signature: "dictionary",
  "signature-input": "dictionary",
  "want-content-digest": "dictionary",
  "want-repr-digest": "dictionary",
};

/** The value of a field component (RFC 9421 §2.1) from the header or trailer fields it points at. */
export function fieldValue(c: Component, fields: Fields, types: FieldTypes): string {
  const lines = fieldLines(fields, c.name);
  if (lines.length === 0) throw new SignatureRefusal("field.missing", { field: c.name });
  if (c.parameters.has("bs"))
    return serializeList(lines.map((line) => [new Uint8Array(Buffer.from(line, "latin1")), new Map()]));
  const combined = lines.join(", ");
  const key = c.parameters.get("key");
  if (typeof key === "string") {
    const member = readDictionary(c.name, combined).get(key);
    if (!member) throw new SignatureRefusal("component.absent", { component: c.name });
    return writeMember(member);
  }
  if (!c.parameters.has("sf")) return combined;
  const type = types[c.name];
  if (!type) throw new SignatureRefusal("field.type_unknown", { field: c.name });
  return reserialized(c.name, combined, type);
}
