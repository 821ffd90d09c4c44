/** Shapes of the public API's answers, as far as the portal reads them. */

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** A label is bilingual where the platform made it and Chinese where an agency wrote it. */
export type Label = Text | string;

export interface OrgRef {
  readonly uscc: string;
  readonly name: string;
}

export interface Org extends OrgRef {
  readonly short?: string;
  readonly kind: string;
  readonly holder?: string;
  readonly sector?: string | null;
  readonly level: string;
  readonly division: Division;
  readonly authority?: OrgRef | null;
}

export interface Division {
  readonly code: string;
  readonly name: string;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly total?: number;
  readonly next?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: Label;
  readonly count: number;
}

export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly code?: string;
  readonly detail?: Label;
  readonly article?: string;
  readonly fields?: readonly { readonly path: string; readonly zh: string; readonly en: string }[];
  readonly retryAfter?: number;
}

export interface Item {
  readonly name: string;
  readonly column: string;
  readonly type: string;
  readonly unit?: string | null;
  readonly key?: boolean;
  readonly description?: string | null;
  readonly personal?: boolean;
}

export interface Entry {
  readonly code: string;
  readonly name: string;
  readonly abstract: string;
  readonly version?: number;
  readonly provider: OrgRef;
  readonly division?: Division;
  readonly format?: string;
  readonly fields32?: string;
  readonly items?: readonly Item[];
  readonly itemCount?: number;
  readonly grade?: string;
  readonly class?: string;
  readonly shareType?: string;
  readonly openType: string;
  readonly openCondition?: string | null;
  readonly openBasis?: { readonly kind: string; readonly title: string; readonly clause: string } | null;
  readonly updateCycle: string;
  readonly related?: readonly string[];
  readonly basis?: string | null;
  readonly keywords?: readonly string[];
  readonly state?: string;
  readonly publishedAt?: string;
  readonly updatedAt: string;
  readonly highlight?: string | null;
}

/** A row of the dataset search: an open entry and what is known of its data. */
export interface DatasetRow extends Entry {
  readonly hasData?: boolean;
  readonly rows?: number | null;
  readonly formats?: readonly string[];
  /** 0–100, one decimal. */
  readonly quality?: { readonly score: number } | null;
}

export type FacetName = "provider" | "field" | "division" | "share" | "open" | "format" | "cycle";

export interface SearchAnswer extends List<DatasetRow> {
  readonly facets?: Partial<Record<FacetName, readonly Choice[]>>;
  /** The words looked for, other words for them included. */
  readonly terms?: readonly string[];
  /** True when nothing matched as typed and these are the nearest. */
  readonly nearest?: boolean;
}

export interface QualityRule {
  readonly id: string;
  readonly title: Label;
  /** What the rule found, in a sentence. */
  readonly found?: Label;
  readonly dimension: string;
  readonly checked: number;
  readonly failed: number;
  readonly score: number;
}

/** Scores are 0–100 with one decimal, cut, so that 100 means that nothing failed. */
export interface Quality {
  /** Null where no rule applies. */
  readonly score: number | null;
  readonly dimensions?: Readonly<Record<string, number>>;
  readonly rules?: readonly QualityRule[];
}

export interface HistogramBin {
  readonly from?: number | string | null;
  readonly to?: number | string | null;
  readonly value?: string | null;
  readonly count: number;
}

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly unit?: string | null;
  readonly semantic?: string | null;
  /** Share of rows with a value, 0..1. */
  readonly fill?: number;
  readonly distinct?: number | null;
  readonly min?: string | number | null;
  readonly max?: string | number | null;
  readonly samples?: readonly (string | number | boolean | null)[];
  readonly histogram?: readonly (HistogramBin | number)[] | null;
}

export interface Version {
  readonly version: number;
  readonly publishedAt: string;
  readonly rows: number;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly source?: string | null;
}

export interface CurrentVersion extends Version {
  readonly columns: readonly Column[];
  readonly quality?: Quality | null;
}

export interface Download {
  readonly format: string;
  readonly href: string;
  readonly bytes?: number | null;
}

export interface HistoryAct {
  readonly title: Label;
  readonly at: string;
  readonly org?: OrgRef | null;
  readonly article?: string | null;
  readonly entry?: number | null;
}

export interface Dataset {
  readonly entry: Entry;
  readonly licence?: { readonly id: string; readonly title: Label; readonly href?: string | null } | null;
  readonly current?: CurrentVersion | null;
  readonly versions?: readonly Version[];
  readonly downloads?: readonly Download[];
  readonly timeliness?: {
    readonly cycle: string;
    readonly lastUpdate?: string | null;
    readonly nextDue?: string | null;
    readonly onTime?: boolean | null;
  } | null;
  readonly history?: readonly HistoryAct[];
  readonly citation?: Label | null;
  readonly corrections?: { readonly open: number; readonly done: number } | null;
}

export type Cell = string | number | boolean | null;

export interface RowsPage {
  readonly version: number;
  readonly columns: readonly { readonly name: string; readonly label: string; readonly type: string }[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly next?: string | null;
  readonly total?: number | null;
}

export interface HomeNumbers {
  readonly datasets: number;
  readonly interfaces?: number;
  readonly rows?: number;
  readonly agencies?: number;
  readonly updatedToday?: number;
  readonly byField?: readonly Choice[];
  readonly byProvider?: readonly Choice[];
  readonly byDivision?: readonly Choice[];
  readonly recent?: readonly {
    readonly code: string;
    readonly name: string;
    readonly provider: OrgRef | string;
    readonly updatedAt: string;
    readonly formats?: readonly string[];
    readonly updateCycle?: string;
  }[];
}

export interface OpenListRow {
  readonly code: string;
  readonly name: string;
  readonly provider: OrgRef;
  readonly openAttribute: string;
  /** What is opened: a dataset, an interface or a document. */
  readonly openType: string;
  readonly condition?: string | null;
  readonly updateCycle: string;
  readonly since?: string | null;
}

export interface OpenList extends List<OpenListRow> {
  readonly snapshots?: readonly { readonly date: string; readonly href: string; readonly entries: number }[];
}

export type * from "./api-cases.ts";
