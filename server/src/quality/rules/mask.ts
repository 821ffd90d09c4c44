import type { Column } from "../../platform/engine/index.ts";

const personal = new Set(["citizen-id", "phone", "person-name", "email"]);

/** A value of columns that identify a person, with its middle hidden; others stay. Enough to recognise, not to use. */
export function masked(text: string, columns: readonly Column[]): string {
  if (!columns.some((c) => c.semantic && personal.has(c.semantic))) return text;
  const characters = [...text];
  const head = characters.length >= 15 ? 6 : characters.length > 4 ? 3 : 1;
  const tail = characters.length >= 15 ? 4 : characters.length > 7 ? 4 : 0;
  return characters.map((c, i) => (i < head || i >= characters.length - tail ? c : "*")).join("");
}
