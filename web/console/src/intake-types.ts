import type { Inspection, Quality } from "../../../server/src/collect/contract.ts";
import type { OrgRef, Text } from "./api-types.ts";

export type { Finding, Inspection, Quality } from "../../../server/src/collect/contract.ts";

export type IntakeState =
  | "receiving"
  | "inspecting"
  | "inspected"
  | "refused"
  | "loading"
  | "checked"
  | "published"
  | "failed"
  | "cancelled";

export interface ColumnMapping {
  /** 0-based column of the file. */
  from: number;
  /** Column name of the entry's item, or null when the column is left out. */
  to: string | null;
  type?: string;
  format?: string;
  confidence?: number;
  reason?: Text;
}

export type QualityRule = Quality["rules"][number];

export interface Intake {
  id: string;
  entry: string;
  entryName?: string;
  provider: OrgRef;
  name: string;
  bytes: number;
  received: number;
  state: IntakeState;
  progress: number;
  step: Text;
  inspection?: Inspection;
  refusal?: { code: string; detail: Text };
  mapping?: ColumnMapping[];
  quality?: Quality;
  rows?: number;
  version?: number;
  createdAt: string;
  updatedAt: string;
}
