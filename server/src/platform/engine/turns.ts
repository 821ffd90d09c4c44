import { refuse } from "./refusals.ts";

/** Lets `width` tasks run at once and `length` more wait, first come first served; refuses the rest. */
export class Turns {
  readonly #width: number;
  readonly #length: number;
  #running = 0;
  #waiting: (() => void)[] = [];

  constructor(width: number, length: number) {
    this.#width = width;
    this.#length = length;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves with the function that gives the turn back. Refuses when the queue is full. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#running < this.#width) this.#running++;
    else {
      if (this.#waiting.length >= this.#length) throw refuse("busy", { retryAfter: 2 });
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          this.#waiting = this.#waiting.filter((w) => w !== turn);
          reject(signal.reason);
        };
        const turn = () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        };
        this.#waiting.push(turn);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    }
    let given = false;
    return () => {
      if (given) return;
      given = true;
      // Handed on without a gap, so that a newcomer cannot overtake the queue.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    };
  }
}
