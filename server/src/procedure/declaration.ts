import type { z } from "zod";
import type { Caller, OrgKind, Role, Text } from "../platform/index.ts";

/** A party to a case: a part played in it, held by one organisation (its credit code). */
export type Party =
  /** The agency that holds the data and owes the answer. */
  | "provider"
  /** The agency that asks. */
  | "requester"
  /** The data authority that reviews. */
  | "authority"
  /** The city's data authority, where Art. 20 reserves the decision to it. */
  | "cityAuthority";

/** Who holds which part in one case. */
export type Parties = Readonly<Partial<Record<Party, string>>>;

/** One state of a case. */
export interface StateDeclaration {
  readonly title: Text;
  /** The parties that may see a case in this state; everyone else's queries find nothing. */
  readonly seenBy: readonly Party[];
  /** Whose move it is. Absent in final states. */
  readonly waitsFor?: Party;
  readonly final?: boolean;
  /** Shown to the public with its statistics (never with its contents). */
  readonly tone: "draft" | "waiting" | "good" | "bad" | "closed";
}

/** Who may do an action. "anyone" needs no account; "platform" is the platform itself. */
export type Actor = { readonly party: Party; readonly roles: readonly Role[] } | "anyone" | "platform";

/** A period that begins with an action: N working days of a rule in the rule packs. */
export interface PeriodStart {
  /** Name of the period within the case, e.g. "answer". */
  readonly period: string;
  /** Rule id in `@zhanqiao/law`, e.g. "correction.by-agency". */
  readonly rule: string;
  readonly owedBy: Party;
  /** Field of the action's contents that holds the triggering day, when it is not the day of the act. */
  readonly from?: string;
}

export interface PeriodExtension {
  readonly period: string;
  /** Field of the contents that holds the reason. */
  readonly reason: string;
}

/** What the decision of an action is handed. Pure data. */
export interface Deciding<Document, Contents> {
  readonly document: Document;
  readonly contents: Contents;
  readonly parties: Parties;
  readonly caller: Caller;
  readonly at: Date;
  /** What the unit's module read for this decision (`ProcedureModule.facts`). */
  readonly facts: object;
}

/** What a decision changes; what it leaves out stays as it is. */
export interface Decided<Document> {
  readonly to?: string;
  readonly document?: Document;
  readonly title?: string;
  readonly parties?: Parties;
  /** Periods to start in addition to the declared ones, when that depends on the contents. */
  readonly starts?: readonly PeriodStart[];
}

// Documents and contents differ from action to action; each declaration is typed where it is written.
// biome-ignore lint/suspicious/noExplicitAny: see above
export interface ActionDeclaration<Document = any, Contents = any> {
  readonly title: Text;
  /** What happens next, for the person about to press the button. */
  readonly next: Text;
  /** States it can be done in; "none" opens a new case. */
  readonly from: readonly string[] | "none";
  /** State it leads to, unless `decide` says otherwise. */
  readonly to: string;
  readonly by: readonly Actor[];
  /** The article the act rests on, e.g. "17.2". */
  readonly article: string;
  /** What the action must carry. Field names, types and limits reach the API and the console from here. */
  readonly contents: z.ZodType<Contents>;
  /** Fields in which a person may write about themselves: shown to the parties, left out of the ledger. */
  readonly personal?: readonly string[];
  readonly starts?: readonly PeriodStart[];
  readonly meets?: readonly string[];
  readonly cancels?: readonly string[];
  readonly extends?: PeriodExtension;
  /** The parties that are told. */
  readonly tells?: readonly Party[];
  /** Where several may be done at once in the queue without reading each (safe, uniform decisions). */
  readonly bulk?: boolean;
  /** Pure. Checks what a schema cannot and may throw a `Refusal` citing its article. */
  readonly decide?: (given: Deciding<Document, Contents>) => Decided<Document>;
}

/** A statutory procedure, whole: from this come API, queue, permission, period, ledger entry and statistics. */
// biome-ignore lint/suspicious/noExplicitAny: declarations of all documents stand in one registry
export interface Declaration<Document = any> {
  /** Its id in the procedures table, e.g. "P10". */
  readonly id: string;
  /** Name in URLs and ledger acts, e.g. "correction". */
  readonly name: string;
  /** Two capital letters that begin its case numbers, e.g. "JH". */
  readonly prefix: string;
  readonly title: Text;
  readonly summary: Text;
  readonly instrument: string;
  readonly articles: readonly string[];
  readonly states: Readonly<Record<string, StateDeclaration>>;
  readonly actions: Readonly<Record<string, ActionDeclaration<Document>>>;
  /** Kinds of organisation that can be the provider; checked when a case opens. */
  readonly providers?: readonly OrgKind[];
}

/** Lets the compiler infer a declaration's literal types and checks its shape. */
export const declare = <Document>(declaration: Declaration<Document>): Declaration<Document> => declaration;

/** Types one action's document and contents where it is written. */
export const action = <Document, Contents>(
  declared: ActionDeclaration<Document, Contents>,
): ActionDeclaration<Document, Contents> => declared;
