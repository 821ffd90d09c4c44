import { benchActs } from "./acts.ts";
import { benchIngest } from "./ingest.ts";
import { benchLedger } from "./ledger.ts";
import { benchPeriods } from "./periods.ts";
import type { BenchRow } from "./row.ts";
import { benchRows } from "./rows.ts";

/** `npm run bench [name…]`: periods, acts, ledger, rows, ingest. Figures hold for this machine and this run; ratios travel. */
const all: Record<string, () => Promise<BenchRow[]> | BenchRow[]> = {
  periods: benchPeriods,
  acts: benchActs,
  ledger: benchLedger,
  rows: benchRows,
  ingest: benchIngest,
};
const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(all)) {
  if (wanted.length && !wanted.includes(name)) continue;
  for (const row of await bench()) print(row);
}

function print(row: BenchRow): void {
  const value = Number.isNaN(row.value) ? "—" : row.value.toLocaleString("en");
  const parts = [`${row.name}: ${value} ${row.unit}`];
  if (row.ratio !== undefined) parts.push(`${row.ratio.toFixed(2)} × ${row.baseline}`);
  if (row.peakMiB !== undefined) parts.push(`peak ${row.peakMiB} MiB`);
  if (row.note) parts.push(row.note);
  console.log(parts.join(" · "));
}
