/** A text in the two languages every screen, refusal and declaration speaks. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** Fills `{name}` places in both languages; an unknown place stays as it is. */
export function fill(text: Text, params: Readonly<Record<string, string | number>> = {}): Text {
  const put = (s: string) => s.replace(/\{(\w+)\}/g, (place, key: string) => String(params[key] ?? place));
  return { zh: put(text.zh), en: put(text.en) };
}
