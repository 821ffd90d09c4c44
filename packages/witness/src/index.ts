export { type LogConfig, parseLogs } from "./logs.ts";
export { Problem, type ProblemCode, problemCodes } from "./problem.ts";
export { type RunningWitness, type StartWitness, startWitness } from "./start-witness.ts";
export { originHash } from "./state.ts";
