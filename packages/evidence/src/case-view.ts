import type { LedgerEntry } from "@zhanqiao/tlog";
import type { Manifest, PackArticle, PackPeriod } from "./format.ts";

/** What an act's commitment opens to. */
export interface ActContent {
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly contents: Readonly<Record<string, unknown>>;
}

/** One entry of the case's history. */
export interface ViewedAct {
  /** Place in the pack, from 1. */
  readonly n: number;
  /** Place in the log, from 0. */
  readonly index: number;
  readonly entry: LedgerEntry;
  /** Opened act of the case. */
  readonly act?: ActContent;
  /** Opened notice (a period that ran out or was reckoned anew). */
  readonly notice?: Readonly<Record<string, unknown>>;
}

/** A case for people to read. `document` and the manifest's time and right are stated, the rest is checked. */
export interface CaseView {
  readonly manifest: Manifest;
  readonly size: number;
  readonly root: string;
  readonly cosignatures: readonly { readonly name: string; readonly at: string }[];
  readonly acts: readonly ViewedAct[];
  readonly periods: readonly PackPeriod[];
  readonly articles: readonly PackArticle[];
}

/** Whether an entry is a notice of the platform's about the case, and no act on it. */
export const isNotice = (act: string): boolean => act.startsWith("period.");
