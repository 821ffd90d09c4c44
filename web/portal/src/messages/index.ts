import type { Language } from "../format.ts";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

/** The same keys in every language: a text, or a function that puts figures into one. */
type Same<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Same<T[K]> };

/** Chinese is the source of the table's shape; English is checked against it by the compiler. */
export type Messages = Same<typeof zh>;

const table: Record<Language, Messages> = { zh, en };

export const messagesOf = (language: Language): Messages => table[language];
