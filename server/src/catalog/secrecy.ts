import type { EntryDraft } from "./content.ts";

// A classification mark as documents carry it: the level, then a star and perhaps the term (机密★20年).
const mark = /(?:绝密|机密|秘密)\s*[★☆*＊]/;

/**
 * Whether a draft says of itself that it concerns a state secret: declared, or carrying a classification mark
 * in any of its texts. Such data is not for this platform (Art. 2.2).
 */
export function saysStateSecret(draft: EntryDraft): boolean {
  if (draft.stateSecret) return true;
  const texts = [draft.name, draft.abstract, draft.basis, draft.shareCondition, draft.openCondition];
  const listed = (draft.items ?? []).flatMap((item) => [item.name, item.description]);
  return [...texts, ...(draft.keywords ?? []), ...listed].some(
    (text) => text !== undefined && mark.test(text),
  );
}
