import type { Column, HistogramBin } from "../api-types.ts";
import { count } from "../format.ts";
import { usePage } from "../page.ts";

type Histogram = NonNullable<Column["histogram"]>;

const countOf = (bin: HistogramBin | number) => (typeof bin === "number" ? bin : bin.count);

/** A column's distribution as small bars: numbers and days by range, few categories by value. */
export function Spark({ histogram, label }: { histogram: Column["histogram"]; label?: string }) {
  const { lang } = usePage();
  const counts = (histogram ?? []).map(countOf);
  const highest = Math.max(...counts, 0);
  if (counts.length < 2 || highest === 0) return null;
  const step = 96 / counts.length;
  const bars = counts.map((n, i) => {
    const height = n === 0 ? 0 : Math.max(1, Math.round((n / highest) * 26));
    return `M${round(i * step)} 26v-${height}h${round(step - Math.min(1, step / 4))}v${height}z`;
  });
  const name = label && `${label}: ${counts.map((n) => count(n, lang)).join(", ")}`;
  return (
    <svg
      class="prof"
      viewBox="0 0 96 26"
      preserveAspectRatio="none"
      role={name ? "img" : undefined}
      aria-label={name}
      aria-hidden={name ? undefined : true}
    >
      <path d={bars.join("")} />
    </svg>
  );
}

/** The few values of a category, most frequent first, as a strip of shares. */
export function Strip({ histogram }: { histogram: Histogram }) {
  const counts = histogram
    .map(countOf)
    .sort((a, b) => b - a)
    .slice(0, 5);
  const total = histogram.reduce<number>((sum, bin) => sum + countOf(bin), 0);
  if (total === 0) return null;
  let x = 0;
  return (
    <svg class="strip" aria-hidden="true">
      <rect class="track" width="100%" height="100%" />
      {counts.map((n, i) => {
        const from = x;
        const width = (n / total) * 100;
        x += width;
        return (
          <rect key={i} class={`s${5 - i}`} x={`${round(from)}%`} width={`${round(width)}%`} height="100%" />
        );
      })}
    </svg>
  );
}

const round = (n: number) => Math.round(n * 10) / 10;

/** Whether the bins name values (categories) rather than ranges. */
export const isCategories = (histogram: Column["histogram"]): boolean =>
  (histogram ?? []).some((bin) => typeof bin === "object" && typeof bin.value === "string");
