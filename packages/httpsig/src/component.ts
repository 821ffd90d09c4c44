import { serializeItem } from "structured-headers";
import { SignatureRefusal } from "./refusal.ts";
import type { Item, Parameters } from "./structured.ts";

/** A component identifier (RFC 9421 §2): a lower-case field name or a derived name, and its parameters in order. */
export interface Component {
  readonly name: string;
  readonly parameters: Parameters;
}

/** Makes a component identifier: `component("content-digest", { req: true })`. */
export const component = (
  name: string,
  parameters: Readonly<Record<string, string | true>> = {},
): Component => ({
  name,
  parameters: new Map(Object.entries(parameters)),
});

/** The component an item of the covered list stands for. Refuses anything but a string. */
export function readComponent([name, parameters]: Item): Component {
  if (typeof name !== "string") throw new SignatureRefusal("component.unknown", { component: String(name) });
  return { name, parameters };
}

/** The identifier as it stands in Signature-Input and before each line of the signature base. */
export const writeComponent = ({ name, parameters }: Component): string => serializeItem([name, parameters]);

/** Text that is the same for identifiers RFC 9421 calls equal: the order of parameters does not tell them apart. */
export const identityOf = ({ name, parameters }: Component): string =>
  serializeItem([name, new Map([...parameters].sort(([a], [b]) => (a < b ? -1 : 1)))]);

const flags = new Set(["sf", "bs", "req", "tr"]);

/** Refuses parameters that are unknown, of the wrong type or contradict each other (RFC 9421 §2.5). */
export function checkComponent(c: Component): void {
  const no = () => new SignatureRefusal("component.parameter", { component: c.name });
  const derived = c.name.startsWith("@");
  for (const [key, value] of c.parameters) {
    const text = (derived && key === "name") || (!derived && key === "key");
    if (text ? typeof value !== "string" : !flags.has(key) || value !== true) throw no();
    if (derived && key !== "name" && key !== "req") throw no();
  }
  if (c.parameters.has("bs") && (c.parameters.has("sf") || c.parameters.has("key"))) throw no();
  if (derived && c.parameters.has("name") !== (c.name === "@query-param")) throw no();
}
