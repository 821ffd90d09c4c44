export { answerNotFound, type Problem, problemOf } from "./problem.ts";
export { type App, buildServer, type ServerNeeds } from "./server.ts";
