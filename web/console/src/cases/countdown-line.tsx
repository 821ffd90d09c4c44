import type { Clock } from "../api-types.ts";
import { countdown } from "../countdown.ts";
import { shortDay } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { useNow } from "../session/session.tsx";
import { clockTexts as T } from "../texts/clock.ts";
import { Icon } from "../ui/icon.tsx";

/** The countdown of one period: words, a bar of what has passed, and the day it ends. */
export function CountdownLine({ clock, whole }: { clock: Clock | null; whole?: boolean }) {
  const { say, lang } = useLanguage();
  const now = useNow();
  const left = countdown(clock, now);
  const due = clock ? (whole ? say(clock.dueText) : shortDay(clock.due, lang)) : "";
  return (
    <span className={`cd ${left.urgency}`}>
      <b>
        <Icon name={left.urgency === "over" ? "alert" : left.urgency === "done" ? "check" : "clock"} />
        {say(left.text, left.params)}
      </b>
      {clock && left.urgency !== "none" && (
        <span className="tr" aria-hidden="true">
          <i style={{ width: `${Math.round(left.elapsed * 100)}%` }} />
        </span>
      )}
      <span className="cd-due">
        {left.hours ? say(left.hours.text, left.hours.params) : due && say(T.due, { day: due })}
      </span>
    </span>
  );
}
