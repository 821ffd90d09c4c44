import { useEffect, useState } from "react";
import { ApiProblem } from "../problem.ts";

/** Seconds until trying again makes sense after a 429, counted down. */
export function useWait(thrown: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const seconds =
      thrown instanceof ApiProblem && thrown.status === 429 ? (thrown.problem.retryAfter ?? 30) : 0;
    setLeft(seconds);
    if (seconds === 0) return;
    const timer = setInterval(() => setLeft((n) => Math.max(0, n - 1)), 1000);
    return () => clearInterval(timer);
  }, [thrown]);
  return left;
}
