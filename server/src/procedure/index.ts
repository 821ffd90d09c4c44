import { fileURLToPath } from "node:url";
import type { Migrations } from "../platform/index.ts";

export { importYear, loadCalendar, registerCalendar } from "./calendar.ts";
export { type CaseRecord, recordFollowed, recordSeen } from "./case-record.ts";
export { checkDeclaration } from "./check.ts";
export {
  type ActRequest,
  actOnCase,
  actWithin,
  type FollowUp,
  type OpenRequest,
  openCase,
} from "./command.ts";
export {
  type ActionDeclaration,
  type Actor,
  action,
  type Decided,
  type Deciding,
  type Declaration,
  declare,
  type Parties,
  type Party,
  type PeriodStart,
  type StateDeclaration,
} from "./declaration.ts";
export { escalateOverdue } from "./escalate-overdue.ts";
export { actsAfter, actsAmong, type Escalation, escalationsAfter, type KeptAct } from "./kept-acts.ts";
export type { Done, Opened, Opening, ProcedureModule } from "./module.ts";
export type { EngineNeeds, Recorded } from "./perform.ts";
export type { Statute } from "./periods.ts";
export { actsFollowed, actsSeen, listCases, showCase } from "./read.ts";
export { recomputeProvisional } from "./recompute-provisional.ts";
export { registerProcedures } from "./routes.ts";
export { procedureStatistics } from "./statistics.ts";
export { type CaseItem, type CaseView, contentsSchema, dayText } from "./view.ts";

export const procedureMigrations: Migrations = {
  unit: "procedure",
  dir: fileURLToPath(new URL("sql", import.meta.url)),
};
