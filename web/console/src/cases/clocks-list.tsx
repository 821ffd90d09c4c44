import type { Clock } from "../api-types.ts";
import { citeArticle } from "../article.ts";
import { longDay } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { clockTexts as T } from "../texts/clock.ts";
import { caseTexts } from "../texts/duties.ts";
import { ArticleRef } from "../ui/tags.tsx";
import { CountdownLine } from "./countdown-line.tsx";

/** Every statutory period of a case: how long, from when, until when, owed by whom, on what article. */
export function ClocksList({ clocks }: { clocks: readonly Clock[] }) {
  const { say, lang } = useLanguage();
  if (clocks.length === 0) return null;
  return (
    <section className="sec" aria-label={say(caseTexts.clocks)}>
      <h3>{say(caseTexts.clocks)}</h3>
      <ul className="clocks card">
        {clocks.map((clock) => (
          <li key={`${clock.name}-${clock.startedOn}-${clock.due}`}>
            <CountdownLine clock={clock} whole />
            <p>
              <b>{say(clock.title)}</b> · {say(T.period, { n: clock.workingDays })} ·{" "}
              {say(T.startedOn, { day: longDay(clock.startedOn, lang) })} ·{" "}
              {say(T.owedBy, { org: clock.owedBy.name })} ·{" "}
              <ArticleRef article={clock.article} instrument={clock.instrument} />
            </p>
            {clock.provisional && <p className="warn-text">{say(T.provisional)}</p>}
            {clock.extended && <p>{say(T.extended, { reason: clock.extended.reason })}</p>}
            {clock.alsoBound?.map((other) => (
              <p key={other.instrument}>
                {say(T.alsoBound, {
                  instrument: citeArticle(other.article, lang, other.instrument),
                  n: other.workingDays,
                })}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
