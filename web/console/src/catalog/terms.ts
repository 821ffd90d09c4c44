import type { Text } from "../api-types.ts";
import type { Basis, Vocabulary } from "../catalog-types.ts";
import { basisTexts } from "../texts/entry.ts";
import type { EntryField } from "./diff.ts";

const lists: Partial<Record<EntryField, keyof Vocabulary>> = {
  format: "formats",
  fields32: "fields",
  class: "classes",
  grade: "grades",
  shareType: "shareTypes",
  shareMode: "shareModes",
  openType: "openTypes",
  updateCycle: "cycles",
};

/** The vocabulary's words for a value of one of its lists; the value itself when it has none. */
export function term(vocabulary: Vocabulary | undefined, list: keyof Vocabulary, value: unknown): Text {
  const found = vocabulary?.[list]?.find((t) => t.value === value);
  return found?.label ?? { zh: String(value ?? ""), en: String(value ?? "") };
}

export const basisText = (basis: Basis): Text => ({
  zh: `${basisTexts[basis.kind]?.zh ?? basis.kind}：《${basis.title.replace(/^《|》$/g, "")}》${basis.clause}`,
  en: `${basisTexts[basis.kind]?.en ?? basis.kind}: ${basis.title}, ${basis.clause}`,
});

/** Any metadata value of an entry as words. */
export function fieldText(vocabulary: Vocabulary | undefined, field: EntryField, value: unknown): Text {
  const list = lists[field];
  if (value === undefined || value === null || value === "") return { zh: "—", en: "—" };
  if (list) return term(vocabulary, list, value);
  if (Array.isArray(value)) {
    if (value.length === 0) return { zh: "—", en: "—" };
    return { zh: value.join("、"), en: value.join(", ") };
  }
  if (field === "shareBasis" || field === "openBasis") return basisText(value as Basis);
  return { zh: String(value), en: String(value) };
}
