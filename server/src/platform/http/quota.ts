/** How often something may be done by one key. */
export interface Allowance {
  /** Name in the RateLimit headers. */
  readonly name: string;
  /** Times in one window, which may come all at once. */
  readonly most: number;
  readonly seconds: number;
}

export interface Spent {
  readonly allowed: boolean;
  /** Times left now. */
  readonly left: number;
  /** Whole seconds until everything may be done again. */
  readonly reset: number;
  /** Whole seconds until the next is allowed; 0 where it already is. */
  readonly wait: number;
}

/**
 * Counts by the generic cell rate algorithm (ITU-T I.371): one number a key, no edge of a window at which twice the
 * allowance goes through. Refused tries cost nothing. At most `keys` keys are kept; the one not used for longest goes
 * first, and one that has its whole allowance again is no loss.
 */
export class Quota {
  readonly allowance: Allowance;
  readonly #keys: number;
  /** When each key will have its whole allowance again, ms. */
  readonly #full = new Map<string, number>();

  constructor(allowance: Allowance, keys = 50_000) {
    this.allowance = allowance;
    this.#keys = keys;
  }

  get size(): number {
    return this.#full.size;
  }

  /** Spends one of the key's times at `now` (milliseconds of a clock that never goes back). */
  spend(key: string, now: number): Spent {
    const { most, seconds } = this.allowance;
    const each = (seconds * 1000) / most;
    const before = Math.max(this.#full.get(key) ?? now, now);
    const after = before + each;
    // A hair of room: sums of fractions must not cost the last of `most`.
    const allowed = after - now <= seconds * 1000 + each / 1000;
    const full = allowed ? after : before;
    if (allowed) this.#keep(key, full);
    return {
      allowed,
      left: Math.max(0, Math.floor((seconds * 1000 - (full - now)) / each + 0.001)),
      reset: Math.ceil((full - now) / 1000),
      wait: allowed ? 0 : Math.max(1, Math.ceil((after - now - seconds * 1000) / 1000)),
    };
  }

  #keep(key: string, full: number): void {
    this.#full.delete(key);
    this.#full.set(key, full);
    if (this.#full.size > this.#keys) this.#full.delete(this.#full.keys().next().value!);
  }
}
