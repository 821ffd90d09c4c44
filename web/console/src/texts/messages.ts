import type { Text } from "../api-types.ts";

export type Params = Readonly<Record<string, string | number>>;
export type Messages = Readonly<Record<string, Text>>;

/** Declares a table of texts; the compiler then knows its keys, and a test holds both languages complete. */
export const messages = <const Table extends Messages>(table: Table): Table => table;

/**
 * One text in one language. `{name}` places are filled from `params`; an unknown place stays as it is. In
 * English `{n|day|days}` picks the word for one or for more.
 */
export function fillText(text: Text, lang: "zh" | "en", params: Params = {}): string {
  return text[lang]
    .replace(/\{(\w+)\|([^|{}]*)\|([^|{}]*)\}/g, (_all, key: string, one: string, more: string) =>
      Math.abs(Number(params[key])) === 1 ? one : more,
    )
    .replace(/\{(\w+)\}/g, (place, key: string) => String(params[key] ?? place));
}
