import type { PeriodNumbers, ProcedureNumbers } from "../api-types.ts";
import { count, percent } from "../format.ts";
import { usePage } from "../page.ts";
import { ArticleLink } from "./small.tsx";

interface Line extends PeriodNumbers {
  readonly procedure: string;
}

/** Periods that at least one case has begun; the others have nothing to tell. */
export function begunPeriods(numbers: readonly ProcedureNumbers[] | undefined): Line[] {
  return (numbers ?? []).flatMap(({ procedure, periods }) =>
    (periods ?? [])
      .filter(({ met, late, overdue, running }) => met + late + overdue + running > 0)
      .map((period) => ({ ...period, procedure })),
  );
}

/** 办理时限公示: each period's median against its limit, how many cases, how many on time. */
export function PeriodBoard({ lines, label }: { lines: readonly Line[]; label: string }) {
  const page = usePage();
  const { t, lang } = page;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section class="card board" tabIndex={0} aria-label={`${label} (${t.scroll})`}>
      <table>
        <caption class="vh">{t.home.periodsCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.home.item}</th>
            <th scope="col" class="mid">
              {t.home.median}
            </th>
            <th scope="col" class="num run">
              {t.home.running}
            </th>
            <th scope="col" class="num run">
              {t.home.done}
            </th>
            <th scope="col" class="num">
              {t.home.onTime}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.procedure} ${line.rule}`}>
              <th scope="row">
                <b>{page.say(line.title)}</b>
                <span>
                  {t.workingDays(count(line.workingDays, lang))} <ArticleLink article={line.article} />
                </span>
              </th>
              <td>
                <Bullet days={line.medianDays ?? null} limit={line.workingDays} />
                <div class="bt">
                  <span>
                    {typeof line.medianDays === "number"
                      ? t.home.medianIs(count(line.medianDays, lang))
                      : t.home.noMedian}
                  </span>
                  <span>{t.home.limit(count(line.workingDays, lang))}</span>
                </div>
              </td>
              <td class="num run">{t.home.cases(count(line.running + line.overdue, lang))}</td>
              <td class="num run">{t.home.cases(count(line.met + line.late, lang))}</td>
              <td class="num">
                <OnTime line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OnTime({ line }: { line: Line }) {
  const { t, lang } = usePage();
  const known = line.met + line.late + line.overdue;
  const share = line.share ?? (known > 0 ? line.met / known : null);
  return (
    <>
      {known > 0 && share !== null ? (
        <b>{percent(share, lang)}</b>
      ) : (
        <span class="muted">{t.home.noMedian}</span>
      )}
      {line.overdue > 0 && <small class="over">{t.home.overdue(count(line.overdue, lang))}</small>}
      {line.late > 0 && <small class="late">{t.home.late(count(line.late, lang))}</small>}
    </>
  );
}

/** The median as a bar on a scale that ends at the limit, or at the median where that is later. */
function Bullet({ days, limit }: { days: number | null; limit: number }) {
  const end = Math.max(days ?? 0, limit);
  const at = (value: number) => `${Math.round((value / end) * 1000) / 10}%`;
  return (
    <svg class="bul" aria-hidden="true">
      <rect class="track" y="4" width="100%" height="14" rx="3" />
      {days !== null && <rect class="fill" y="7" width={at(days)} height="8" rx="2" />}
      <line class="lim" x1={at(limit)} x2={at(limit)} y1="0" y2="22" />
    </svg>
  );
}
