import { type Day, publishedCalendar, workingDays } from "@zhanqiao/law";
import type { BenchRow } from "./row.ts";

/** How many statutory periods a second: 1–15 working days from each day of 2024–2026. */
export function benchPeriods(): BenchRow[] {
  const calendar = publishedCalendar();
  const days: Day[] = [];
  for (let t = Date.UTC(2024, 0, 1); t < Date.UTC(2026, 11, 1); t += 86_400_000)
    days.push(new Date(t).toISOString().slice(0, 10) as Day);
  const round = () => {
    for (const day of days) for (let n = 1; n <= 15; n++) workingDays(n, day, calendar);
    return days.length * 15;
  };
  round();
  const begun = performance.now();
  let count = 0;
  while (performance.now() - begun < 1000) count += round();
  const seconds = (performance.now() - begun) / 1000;
  return [
    {
      name: "periods reckoned",
      value: Math.round(count / seconds),
      unit: "periods/s",
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  ];
}
