/**
 * Where the rows of a version stand in the delivered file: `[0-based row of the version, 1-based physical row]` at
 * the start of each run of neighbours. A file without gaps has one run.
 */
export type RowRuns = readonly (readonly [number, number])[];

/** More runs than this are not kept: a file with a gap after every other row. */
export const mostRuns = 20_000;

/** Collects runs while rows go by. */
export class RunCollector {
  #runs: [number, number][] = [];
  #rows = 0;
  #last = -1;

  add(physical: number): void {
    if (physical !== this.#last + 1 && this.#runs.length <= mostRuns) this.#runs.push([this.#rows, physical]);
    this.#last = physical;
    this.#rows++;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Undefined when there are too many to keep. */
  get runs(): RowRuns | undefined {
    return this.#runs.length > mostRuns ? undefined : this.#runs;
  }
}

/** The 1-based physical row of a 0-based row of the version; undefined when the runs were not kept. */
export function physicalRow(runs: RowRuns | undefined, row: number): number | undefined {
  if (!runs || runs.length === 0) return undefined;
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]![0] <= row) low = middle;
    else high = middle - 1;
  }
  const [start, physical] = runs[low]!;
  return physical + row - start;
}
