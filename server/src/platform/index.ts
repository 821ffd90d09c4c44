export {
  type Anyone,
  anyone,
  type Caller,
  isMember,
  type Level,
  type Machine,
  type MachineScope,
  type Member,
  machineScopes,
  type OrgKind,
  type Platform,
  type Role,
  type Staff,
  thePlatform,
} from "./caller.ts";
export { type Clock, clockFrom, type SettableClock, settableClock, systemClock } from "./clock.ts";
export { type Config, ConfigError, type OidcConfig, readConfig } from "./config.ts";
export * from "./db/index.ts";
export { fieldProblems } from "./field-problems.ts";
export { type Files, openFiles } from "./files/index.ts";
export * from "./http/index.ts";
export { newId, newSecret } from "./ids.ts";
export { type JobHandler, type Jobs, openJobs } from "./jobs/index.ts";
export { type Logger, makeLog } from "./log.ts";
export { type OutgoingFetch, type OutgoingNeeds, openOutgoing } from "./outgoing/index.ts";
export { type FieldProblem, Refusal, type RefusalDetails, type RefusalText, refusals } from "./refusal.ts";
export { openSecretKey } from "./secrets.ts";
export { fill, type Text } from "./text.ts";
