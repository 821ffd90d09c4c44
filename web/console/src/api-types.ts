/**
 * What the server says and hears, as the console reads it. Instants are ISO 8601 in UTC, days are YYYY-MM-DD
 * in Asia/Shanghai, periods are counted in working days.
 */

export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface List<Item> {
  items: Item[];
  total?: number;
  next?: string;
}

export interface OrgRef {
  uscc: string;
  name: string;
}

export type OrgKind = "authority" | "agency" | "regulator" | "operator" | "exchange" | "vendor";
export type Role = "officer" | "head" | "reviewer" | "supervisor" | "admin";
export const roles: readonly Role[] = ["officer", "head", "reviewer", "supervisor", "admin"];

export interface Org extends OrgRef {
  short: string;
  kind: OrgKind;
  level: "province" | "city" | "district";
  division: { code: string; name: string };
  authority: OrgRef | null;
  sector: string | null;
}

export interface Person {
  id: string;
  name: string;
  login?: string;
  org: Org;
  roles: Role[];
  active?: boolean;
  lastSeenAt?: string;
  /** Whether a second factor is enrolled; told in the list of people. */
  secondFactor?: boolean;
}

export interface Session {
  person: Person | null;
  csrf?: string;
  /** The password was given by somebody else: until it is replaced, only that can be done. */
  mustChangePassword?: boolean;
  /** The role needs a second factor: until one is enrolled, only that can be done. */
  mustEnrolFactor?: boolean;
  /** What the session was begun with. */
  method?: "password" | "oidc";
  /** The identity provider; null where none is configured. */
  oidc?: { label: Text; issuer: string } | null;
  demo: boolean;
  now: string;
  today: string;
  todayText: Text;
}

/** The first step of signing in is taken; a code is wanted until then. */
export interface HalfSignedIn {
  secondFactor: true;
  expiresAt: string;
}

export interface SecondFactor {
  enrolled: boolean;
  since: string | null;
  recoveryCodesLeft: number;
  required: boolean;
  possible: boolean;
  asksPassword: boolean;
}

export interface OwnSession {
  id: string;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
  network: string;
  browser: string;
  method: "password" | "oidc";
  factor: "totp" | "recovery" | "idp" | null;
}

export interface LinkedIdentity {
  id: string;
  issuer: string;
  subject: string;
  linkedBy: "self" | "admin";
  linkedAt: string;
}

export interface DemoAccount {
  login: string;
  password: string;
  person: string;
  role: Role;
  org: string | OrgRef;
}

/** The part of JSON Schema (draft 2020-12) that forms are made from. */
export interface JsonSchema {
  type?: string | string[];
  title?: string | Text;
  description?: string | Text;
  "x-zh"?: string;
  "x-en"?: string;
  "x-help-zh"?: string;
  "x-help-en"?: string;
  /** Words for the values of an enum. */
  "x-labels"?: Record<string, Text>;
  /** Asks for a long text. */
  "x-multiline"?: boolean;
  /** Shown to the parties only. */
  "x-personal"?: boolean;
  examples?: unknown[];
  format?: string;
  enum?: (string | number)[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  additionalProperties?: boolean | JsonSchema;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

export type PartyName = "provider" | "requester" | "authority" | "cityAuthority";
export type Tone = "draft" | "waiting" | "good" | "bad" | "closed";
export type ClockStatus = "running" | "amber" | "overdue" | "met" | "late" | "cancelled";

export interface Clock {
  name: string;
  rule: string;
  title: Text;
  article: string;
  instrument: string;
  workingDays: number;
  startedOn: string;
  due: string;
  dueText: Text;
  dueAt: string;
  status: ClockStatus;
  /** Working days left: 0 on the last day, negative when overdue. */
  remaining: number;
  elapsed: number;
  provisional?: boolean;
  owedBy: OrgRef;
  endedAt?: string;
  extended?: { from: string; to: string; reason: string; at: string };
  alsoBound?: { instrument: string; article: string; workingDays: number }[];
}

export interface CaseItem {
  id: string;
  number: string;
  procedure: string;
  procedureTitle: Text;
  state: string;
  stateTitle: Text;
  tone: Tone;
  version: number;
  title: string;
  subject: string | null;
  parties: Partial<Record<PartyName, OrgRef>>;
  waitsFor: { party: PartyName; org: OrgRef } | null;
  openedAt: string;
  updatedAt: string;
  clock: Clock | null;
}

export interface CaseAction {
  action: string;
  title: Text;
  next: Text;
  article: string;
  contents: JsonSchema;
  bulk?: boolean;
}

export interface HistoryStep {
  version: number;
  action: string;
  title: Text;
  from: string | null;
  to: string;
  toTitle: Text;
  actor: { kind: "staff" | "anyone" | "platform"; role?: Role; org?: OrgRef };
  at: string;
  article: string;
  contents: Record<string, unknown> | null;
}

export interface CaseView extends CaseItem {
  document: Record<string, unknown>;
  closedAt: string | null;
  clocks: Clock[];
  can: CaseAction[];
  history: HistoryStep[];
}

export interface CaseCounts {
  overdue: number;
  dueToday: number;
  waiting: number;
  amber?: number;
  byProcedure?: Record<string, number>;
}

export interface CaseList extends List<CaseItem> {
  counts: CaseCounts;
}

export interface Receipt {
  version: number;
  action: string;
  /** Place in the log; null for the moment between the act and the next checkpoint. */
  index: number | null;
  /** Canonical JSON of the entry. */
  entry: string;
  proof: string | null;
}

export interface BulkResult {
  done: string[];
  refused: { id: string; code: string; detail: Text }[];
}

export interface ProcedureState {
  title: Text;
  tone: Tone;
  final?: boolean;
  seenBy: string[];
  waitsFor?: PartyName;
}

export interface ProcedureAction {
  title: Text;
  next: Text;
  from: string[] | "none";
  to: string;
  by: unknown[];
  article: string;
  contents: JsonSchema;
  starts?: {
    period: string;
    rule: string;
    workingDays: number | null;
    article: string | null;
    owedBy: string;
  }[];
  meets?: string[];
  cancels?: string[];
  extends?: unknown;
  bulk?: boolean;
}

export interface Procedure {
  id: string;
  name: string;
  prefix: string;
  title: Text;
  summary: Text;
  instrument: string;
  articles: string[];
  states: Record<string, ProcedureState>;
  actions: Record<string, ProcedureAction>;
}

export interface ProcedureStatistics {
  procedure: string;
  title: Text;
  open: number;
  closed: number;
  periods: {
    rule: string;
    title: Text;
    article: string;
    workingDays: number;
    met: number;
    late: number;
    overdue: number;
    running: number;
    medianDays: number | null;
    share: number | null;
  }[];
}

export interface FieldProblem {
  path: string;
  zh: string;
  en: string;
}

/** RFC 9457 problem details as every refusal of the server carries them. */
export interface Problem {
  type?: string;
  title?: string;
  status: number;
  code: string;
  detail: Text;
  article?: string;
  instrument?: string;
  fields?: FieldProblem[];
  retryAfter?: number;
}
