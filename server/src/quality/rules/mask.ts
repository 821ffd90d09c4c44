import type { Column } from "../../platform/engine/index.ts";
import type { Rule } from "./rule.ts";

const personal = new Set(["citizen-id", "phone", "person-name", "email"]);

/** Names of the columns whose values identify a person: by what they look like, or by what a rule holds them to. */
export function personalColumns(rules: readonly Rule[], columns: readonly Column[]): ReadonlySet<string> {
  return new Set([
    ...columns.filter(({ semantic }) => semantic && personal.has(semantic)).map((c) => c.name),
    ...rules.flatMap((r) => (r.kind === "identifier" && personal.has(r.identifier) ? [r.column] : [])),
  ]);
}

/** A text with its middle hidden. Enough to recognise, not to use. */
export function masked(text: string): string {
  const characters = [...text];
  const head = characters.length >= 15 ? 6 : characters.length > 4 ? 3 : 1;
  const tail = characters.length >= 15 ? 4 : characters.length > 7 ? 4 : 0;
  return characters.map((c, i) => (i < head || i >= characters.length - tail ? c : "*")).join("");
}
