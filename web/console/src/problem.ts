import type { Problem, Text } from "./api-types.ts";
import { problemTexts } from "./texts/problem.ts";

/** A refusal of the server, or a failure to reach it, in words for the person at the screen. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = "ApiProblem";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  /** Somebody else changed the case first: nothing of ours was done. */
  get lostRace(): boolean {
    return this.problem.status === 409 && this.problem.code.endsWith("version_conflict");
  }
}

/** Reads a failed response into a problem. Anything that is no problem+json gets our own words for its status. */
export function problemOf(status: number, body: unknown, retryAfter?: number): Problem {
  const given = (body ?? {}) as Partial<Problem>;
  const detail = given.detail && typeof given.detail === "object" ? given.detail : wordsFor(status);
  return {
    ...given,
    status,
    code: typeof given.code === "string" ? given.code : `http.${status}`,
    detail: detail as Text,
    ...(retryAfter && !given.retryAfter ? { retryAfter } : {}),
  };
}

/** What we say when the server gave a status and no words, or could not be reached (status 0). */
export function wordsFor(status: number): Text {
  if (status === 0) return problemTexts.unreachable;
  if (status === 401) return problemTexts.signedOut;
  if (status === 403) return problemTexts.notYours;
  if (status === 404) return problemTexts.notFound;
  if (status === 409) return problemTexts.conflict;
  if (status === 413) return problemTexts.tooLarge;
  if (status === 429) return problemTexts.tooMany;
  return status >= 500 ? problemTexts.ours : problemTexts.refused;
}

/** The problem behind anything thrown; our own faults get plain words and no stack trace. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof ApiProblem) return thrown.problem;
  return { status: -1, code: "console.fault", detail: problemTexts.fault };
}
