/** A deterministic source of synthetic values: the same seed makes the same city. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  int(from: number, to: number): number;
  pick<T>(of: readonly T[]): T;
  /** Bell-shaped around `mean`. */
  about(mean: number, spread: number): number;
  chance(p: number): boolean;
}

/** mulberry32: 32 bits of state, plenty for invented data, useless for secrets. */
export function random(seed: string): Random {
  let state = 2166136261;
  for (const c of seed) state = Math.imul(state ^ c.codePointAt(0)!, 16777619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (of) => of[Math.floor(next() * of.length)]!,
    about: (mean, spread) => mean + spread * (next() + next() + next() - 1.5),
    chance: (p) => next() < p,
  };
}
