import { serializeInnerList } from "structured-headers";
import { type Component, checkComponent, identityOf, writeComponent } from "./component.ts";
import { derivedValue } from "./derived-value.ts";
import { type FieldTypes, fieldValue, knownFieldTypes } from "./field-value.ts";
import { type HttpMessage, isRequest } from "./message.ts";
import { SignatureRefusal } from "./refusal.ts";
import type { Parameters } from "./structured.ts";

/** What a signature covers, and what it says of itself (RFC 9421 §2.3). */
export interface SignatureInput {
  readonly components: readonly Component[];
  readonly parameters: Parameters;
}

/** The value of `@signature-params`, which is also the member of Signature-Input. */
export const writeInput = ({ components, parameters }: SignatureInput): string =>
  serializeInnerList([components.map((c) => [c.name, c.parameters]), parameters]);

/**
 * The signature base of a message (RFC 9421 §2.5): what is signed, ASCII. Refuses a component that occurs twice, is
 * not known, has parameters that do not fit, or has no value in the message.
 */
export function signatureBase(
  message: HttpMessage,
  input: SignatureInput,
  types: FieldTypes = knownFieldTypes,
): string {
  const seen = new Set<string>();
  const lines = input.components.map((c) => {
    checkComponent(c);
    const identity = identityOf(c);
    if (seen.has(identity)) throw new SignatureRefusal("component.duplicate", { component: c.name });
    seen.add(identity);
    return line(writeComponent(c), componentValue(c, message, types), c.name);
  });
  return [...lines, `"@signature-params": ${writeInput(input)}`].join("\n");
}

function line(identifier: string, value: string, name: string): string {
  // A line end within a value would let one component pass for two.
  if (!/^[\x20-\x7e\t]*$/.test(value)) throw new SignatureRefusal("field.not_ascii", { field: name });
  return `${identifier}: ${value}`;
}

function componentValue(c: Component, message: HttpMessage, types: FieldTypes): string {
  const from = contextOf(c, message);
  if (c.name.startsWith("@")) return derivedValue(c, from);
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(c.name))
    throw new SignatureRefusal("component.unknown", { component: c.name });
  return fieldValue(c, c.parameters.has("tr") ? (from.trailers ?? []) : from.fields, types);
}

function contextOf(c: Component, message: HttpMessage): HttpMessage {
  if (!c.parameters.has("req")) return message;
  if (isRequest(message)) throw new SignatureRefusal("component.not_here", { component: c.name });
  if (!message.request) throw new SignatureRefusal("component.absent", { component: c.name });
  return message.request;
}
