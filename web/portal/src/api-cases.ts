import type { Label, OrgRef } from "./api-types.ts";

/** Shapes of the public API that tell of cases, periods, the law and the ledger. */

export interface PeriodNumbers {
  readonly rule: string;
  readonly title: Label;
  readonly article?: string | null;
  readonly workingDays: number;
  readonly met: number;
  readonly late: number;
  readonly overdue: number;
  readonly running: number;
  readonly medianDays?: number | null;
  readonly share?: number | null;
}

export interface ProcedureNumbers {
  readonly procedure: string;
  readonly title: Label;
  readonly open: number;
  readonly closed: number;
  readonly periods?: readonly PeriodNumbers[];
}

export interface ClockView {
  readonly name: string;
  readonly title?: Label;
  readonly article?: string | null;
  readonly workingDays: number;
  readonly startedOn?: string;
  readonly due: string;
  readonly dueText?: Label;
  readonly status: string;
  readonly remaining?: number | null;
  readonly elapsed?: number | null;
  readonly provisional?: boolean;
  readonly owedBy?: OrgRef | null;
  readonly extended?: { readonly to: string; readonly reason?: string | null } | null;
}

export interface FollowUpView {
  readonly number: string;
  readonly procedureTitle: Label;
  readonly stateTitle: Label;
  readonly tone?: string;
  readonly openedAt: string;
  readonly clocks?: readonly ClockView[];
  readonly history?: readonly {
    readonly title: Label;
    readonly at: string;
    readonly org?: OrgRef | null;
    readonly article?: string | null;
    readonly outcome?: string | null;
  }[];
  readonly title?: string | null;
  readonly subject?: string | null;
  readonly subjectTitle?: string | null;
  readonly closedAt?: string | null;
}

export interface CorrectionReceipt {
  /** Null for callers who may not see the case; they have the follow-up. */
  readonly case?: { readonly number: string } | null;
  readonly followUp?: { readonly number: string; readonly secret: string } | null;
}

export interface Article {
  readonly number: number | string;
  readonly chapter?: Label | number | { readonly number: number; readonly title: Label };
  readonly title?: Label | null;
  readonly summary: Label;
  readonly procedures?: readonly string[];
  readonly open?: number;
  readonly share?: number | null;
}

export interface LawRule {
  readonly rule?: string;
  readonly id?: string;
  readonly name?: string;
  readonly title?: Label;
  readonly article?: string | null;
  readonly workingDays?: number | null;
  readonly owedBy?: Label | null;
  readonly instrument?: Label | null;
}

export interface ArticlePage extends Article {
  readonly instrument?: Label;
  readonly rules?: readonly LawRule[];
  readonly cases?: readonly {
    readonly procedure: string;
    readonly title?: Label;
    readonly open?: number;
    readonly closed?: number;
  }[];
  readonly statistics?: readonly ProcedureNumbers[] | { readonly items: readonly ProcedureNumbers[] };
}

export interface Law {
  readonly instrument: Label | { readonly title: Label };
  readonly articles: readonly Article[];
}

export interface Receipt {
  readonly version: number;
  /** Place in the log; null for the moment between the act and the next checkpoint. */
  readonly index: number | null;
}

export interface LedgerWitness {
  readonly name: string;
  /** Entries of the checkpoint cosigned last; 0 before the first. */
  readonly size: number;
  readonly cosignedAt: string | null;
  readonly trouble: Label | null;
}

export interface LedgerHead {
  readonly origin: string;
  readonly key: string;
  /** The second signature's key (SM2), where the log has one. */
  readonly secondKey?: string | undefined;
  readonly size: number;
  readonly root: string;
  readonly publishedAt?: string | null;
  readonly witnesses?: readonly LedgerWitness[];
}
