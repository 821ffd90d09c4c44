import { DuckError } from "./duck-process.ts";
import { refuse } from "./refusals.ts";

class Late extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super("late");
    this.seconds = seconds;
  }
}
class Cancelled extends Error {}

/** A signal that ends a query: its time (milliseconds) is over or its caller has hung up. Call `end` when it is done. */
export function deadline(
  ask: { readonly signal?: AbortSignal; readonly timeout?: number },
  standard: number,
): { signal: AbortSignal; end: () => void } {
  const milliseconds = ask.timeout ?? standard;
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new Late(Math.round(milliseconds / 100) / 10)),
    milliseconds,
  );
  const onAbort = () => controller.abort(new Cancelled("cancelled"));
  if (ask.signal?.aborted) onAbort();
  ask.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      ask.signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** What a query died of, as a refusal where the cause lies with the question; anything else stays a fault of ours. */
export function explained(error: unknown): unknown {
  if (error instanceof Late) return refuse("timeout", { params: { seconds: error.seconds } });
  if (error instanceof Cancelled) return refuse("cancelled");
  if (error instanceof DuckError && /^(?:Out of Memory|Out Of Memory)/i.test(error.message))
    return refuse("too_heavy");
  // An overflow is the data's and the question's, not a fault: a sum beyond 38 digits.
  if (error instanceof DuckError && error.message.startsWith("Out of Range Error"))
    return refuse("malformed", { params: { problem: "overflow" } });
  return error;
}
