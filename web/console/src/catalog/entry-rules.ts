import type { Text } from "../api-types.ts";
import type { EntryDraft, Item } from "../catalog-types.ts";
import { ruleTexts as T } from "../texts/catalog.ts";
import type { Params } from "../texts/messages.ts";
import { isEmptyItem } from "./grid.ts";

export interface Complaint {
  /** Field of the entry, or `items/<row>/<cell>`. */
  path: string;
  text: Text;
  params?: Params;
  article: string;
  /** A hint does not stand against submitting. */
  hint?: boolean;
}

const order = ["L1", "L2", "L3", "L4", "important", "core"];
const rank = (grade: string | undefined) => order.indexOf(grade ?? "");
const never = new Set(["important", "core"]);

/**
 * What the law asks of an entry before it can be submitted, said while it is written. The server decides; this
 * says it earlier. Arts. 2, 7, 9, 19, 20, 26, 27.
 */
export function entryComplaints(draft: EntryDraft): Complaint[] {
  const all: Complaint[] = [];
  const say = (path: string, article: string, text: Text, params?: Params, hint?: boolean) =>
    all.push({ path, text, article, ...(params ? { params } : {}), ...(hint ? { hint } : {}) });

  if ((draft.name ?? "").trim().length < 2) say("name", "9.2", T.name);
  if ((draft.abstract ?? "").trim().length < 10) say("abstract", "9.2", T.abstract);
  if ((draft.basis ?? "").trim().length < 2) say("basis", "9.2", T.basis);
  if (!draft.fields32) say("fields32", "32", T.fields32);
  if (!draft.format) say("format", "9.1", T.format);
  if (!draft.class) say("class", "9.1", T.class);
  if (!draft.shareType) say("shareType", "9.1", T.shareType);
  if (!draft.openType) say("openType", "9.1", T.openType);
  if (!draft.updateCycle) say("updateCycle", "9.1", T.updateCycle);
  if (!draft.grade) say("grade", "7", T.grade);
  if (draft.stateSecret) say("stateSecret", "2.2", T.stateSecret);

  const items = (draft.items ?? []).filter((i) => !isEmptyItem(i));
  if (items.length === 0) say("items", "9.1", T.items);
  itemComplaints(draft.items ?? [], draft, say);

  if (draft.shareType === "conditional") {
    if (!draft.shareCondition?.trim()) say("shareCondition", "20.2", T.shareCondition);
    if (!draft.shareBasis?.title?.trim()) say("shareBasis", "20.2", T.shareBasis);
  }
  if (draft.shareType === "none") {
    const kind = draft.shareBasis?.kind;
    if (!draft.shareBasis?.title?.trim() || (kind !== "law" && kind !== "administrative-regulation"))
      say("shareBasis", "20.2", T.shareBasisNone);
  }
  if (draft.openType && draft.openType !== "none" && never.has(draft.grade ?? ""))
    say("openType", "7", T.neverOpen);
  if (draft.openType === "conditional" && !draft.openCondition?.trim())
    say("openCondition", "26.2", T.openCondition);
  if (draft.openType === "none") {
    const kind = draft.openBasis?.kind;
    const weak = kind === "department-rule" || kind === "notice";
    if (!draft.openBasis?.title?.trim() || !kind || weak) say("openBasis", "26.2", T.openBasisNone);
  }
  if (draft.openType === "unconditional" && items.some((i) => i.personal) && !draft.openBasis?.title?.trim())
    say("openType", "27", T.personalOpen);
  for (const [path, given] of [
    ["shareBasis", draft.shareBasis],
    ["openBasis", draft.openBasis],
  ] as const)
    if (given?.title?.trim() && !given.clause?.trim()) say(path, "20.2", T.clause);
  return all;
}

function itemComplaints(
  items: readonly Item[],
  draft: EntryDraft,
  say: (path: string, article: string, text: Text, params?: Params, hint?: boolean) => void,
): void {
  const seen = new Map<string, number>();
  items.forEach((item, i) => {
    if (isEmptyItem(item)) return;
    const n = i + 1;
    if (!item.name.trim()) say(`items/${i}/name`, "9.1", T.itemName, { n });
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(item.column)) say(`items/${i}/column`, "9.1", T.itemColumn, { n });
    else if (seen.has(item.column))
      say(`items/${i}/column`, "9.1", T.itemTwice, {
        n,
        other: (seen.get(item.column) ?? 0) + 1,
        column: item.column,
      });
    else seen.set(item.column, i);
    if (item.personal && rank(item.grade ?? draft.grade) < rank("L3"))
      say(`items/${i}/grade`, "7", T.itemPersonal, { name: item.name || n });
    if (item.grade && draft.grade && rank(item.grade) > rank(draft.grade))
      say(`items/${i}/grade`, "7", T.gradeBelow, { name: item.name || n, grade: item.grade });
  });
}
