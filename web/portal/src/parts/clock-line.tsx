import type { ClockView } from "../api-types.ts";
import { count, day } from "../format.ts";
import { usePage } from "../page.ts";
import type { Tone } from "./small.tsx";
import { ArticleLink, Bar, Own, Tag } from "./small.tsx";

const tones: Record<string, Tone> = {
  running: "info",
  amber: "warn",
  overdue: "danger",
  met: "ok",
  late: "danger",
};

/** One statutory period: what is owed, by whom, until the end of which day, and how much is left. */
export function ClockLine({ clock }: { clock: ClockView }) {
  const page = usePage();
  const { t, lang } = page;
  const text = t.followUp;
  const running = ["running", "amber", "overdue"].includes(clock.status);
  const due = page.say(clock.dueText) || day(clock.due, lang);
  return (
    <li class="clock">
      <p class="top">
        <b>{page.say(clock.title) || t.workingDays(count(clock.workingDays, lang))}</b>
        <Tag tone={tones[clock.status] ?? "plain"}>{t.words.tone[clock.status] ?? clock.status}</Tag>
        <ArticleLink article={clock.article} />
      </p>
      <p>
        {text.due(due)}
        {running && typeof clock.remaining === "number" && <b class="left">{remaining(clock.remaining)}</b>}
      </p>
      {running && typeof clock.elapsed === "number" && (
        <Bar
          share={clock.elapsed}
          tone={clock.elapsed > 1 ? "poor" : clock.elapsed >= 0.5 ? "fair" : "good"}
        />
      )}
      <p class="xs muted">
        {t.workingDays(count(clock.workingDays, lang))}
        {clock.startedOn && <> · {text.started(day(clock.startedOn, lang))}</>}
        {clock.owedBy && (
          <>
            {" "}
            · {text.owed} <Own>{clock.owedBy.name}</Own>
          </>
        )}
        {clock.extended && <> · {text.extended(day(clock.extended.to, lang))}</>}
      </p>
      {clock.provisional && <p class="xs muted">{text.provisional}</p>}
    </li>
  );

  function remaining(days: number): string {
    if (days > 0) return text.left(count(days, lang));
    return days === 0 ? text.lastDay : text.over(count(-days, lang));
  }
}
