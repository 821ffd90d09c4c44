import type { OrgRef, Text } from "./api-types.ts";

export type ItemType =
  | "string"
  | "integer"
  | "decimal"
  | "money"
  | "boolean"
  | "date"
  | "datetime"
  | "period"
  | "code"
  | "geometry";
export type Grade = "L1" | "L2" | "L3" | "L4" | "important" | "core";
export type ShareType = "unconditional" | "conditional" | "none";

/** One information item (信息项) of a catalog entry: a column of its table. */
export interface Item {
  name: string;
  column: string;
  type: ItemType;
  length?: number;
  unit?: string;
  nullable?: boolean;
  key?: boolean;
  grade?: Grade;
  personal?: boolean;
  codeList?: string;
  description?: string;
}

export const basisKinds = [
  "law",
  "administrative-regulation",
  "local-regulation",
  "national-rule",
  "department-rule",
  "notice",
] as const;
export type BasisKind = (typeof basisKinds)[number];

/** What an attribute rests on: which instrument, which clause. */
export interface Basis {
  kind: BasisKind;
  title: string;
  clause: string;
}

export interface EntryContent {
  name: string;
  code?: string;
  abstract: string;
  format: string;
  fields32?: string;
  items: Item[];
  class: string;
  grade: Grade;
  shareType: ShareType;
  shareCondition?: string;
  shareBasis?: Basis;
  shareMode?: string;
  openType: ShareType;
  openCondition?: string;
  openBasis?: Basis;
  updateCycle: string;
  related: string[];
  basis: string;
  districts?: string[];
  keywords: string[];
  stateSecret: boolean;
}

/** An entry in the making: only its name must be there. */
export type EntryDraft = Partial<EntryContent> & { name: string };

export interface Entry extends EntryContent {
  code: string;
  version: number;
  provider: OrgRef;
  division: { code: string; name: string };
  state: "published" | "retired";
  publishedAt: string;
  updatedAt: string;
  caseId?: string;
}

export interface EntrySummary extends Omit<Entry, "items"> {
  itemCount: number;
  highlight?: string;
}

export interface Facet {
  value: string;
  label: Text;
  count: number;
}

export interface VocabularyTerm {
  value: string;
  label: Text;
  note?: Text;
}

export interface Vocabulary {
  formats: VocabularyTerm[];
  cycles: VocabularyTerm[];
  fields: VocabularyTerm[];
  grades: VocabularyTerm[];
  classes: VocabularyTerm[];
  shareTypes: VocabularyTerm[];
  openTypes: VocabularyTerm[];
  itemTypes: VocabularyTerm[];
  shareModes: VocabularyTerm[];
}
