export { registerHealth } from "./health.ts";
export type { LimitClass, Limits } from "./limits.ts";
export { networkOf, networkPrefix, shortNetwork } from "./network.ts";
export { answerNotFound, type Problem, problemOf } from "./problem.ts";
export { type App, buildServer, type ServerNeeds } from "./server.ts";
