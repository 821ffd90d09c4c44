import type { ProcedureStatistics } from "../api-types.ts";

export interface Totals {
  met: number;
  late: number;
  overdue: number;
  running: number;
  /** Share of ended or overdue periods that were met in time; null while there is none. */
  share: number | null;
}

/** Sums the periods of all procedures. */
export function totalsOf(items: readonly ProcedureStatistics[]): Totals {
  const sum = { met: 0, late: 0, overdue: 0, running: 0 };
  for (const { periods } of items)
    for (const p of periods) {
      sum.met += p.met;
      sum.late += p.late;
      sum.overdue += p.overdue;
      sum.running += p.running;
    }
  const ended = sum.met + sum.late + sum.overdue;
  return { ...sum, share: ended === 0 ? null : sum.met / ended };
}

/** 0.986 → 98.6%; never rounded up to 100% while one was missed. */
export function percent(share: number): string {
  const shown = Math.min(share === 1 ? 100 : 99.9, Math.round(share * 1000) / 10);
  return `${shown}%`;
}
