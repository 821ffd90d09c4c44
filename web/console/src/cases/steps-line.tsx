import type { CaseView } from "../api-types.ts";
import { countdown } from "../countdown.ts";
import { shortInstant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { useProcedures } from "../queries.ts";
import { useNow } from "../session/session.tsx";
import { clockTexts } from "../texts/clock.ts";
import { caseTexts as T } from "../texts/duties.ts";
import { stepsOf } from "./steps.ts";

/** The states of a case on one line, with the clock of the one it is in. */
export function StepsLine({ view }: { view: CaseView }) {
  const { say, lang } = useLanguage();
  const now = useNow();
  const procedures = useProcedures();
  const steps = stepsOf(
    view,
    procedures.data?.find((p) => p.name === view.procedure),
  );
  if (steps.length === 0) return null;
  return (
    <ol className="tl" aria-label={say(T.steps)}>
      {steps.map((step) => {
        const left = step.clock ? countdown(step.clock, now) : null;
        return (
          <li
            key={step.state}
            className={step.kind === "current" ? `cur ${left?.urgency ?? "ok"}` : step.kind}
            aria-current={step.kind === "current" ? "step" : undefined}
          >
            <b>{say(step.title)}</b>
            {step.kind === "done" && shortInstant(step.at, lang)}
            {step.kind === "current" &&
              (left && step.clock ? (
                <>
                  {say(clockTexts.period, { n: step.clock.workingDays })}
                  <br />
                  <em>{say(left.text, left.params)}</em>
                  <br />
                  {left.hours
                    ? say(left.hours.text, left.hours.params)
                    : say(clockTexts.until, { day: say(step.clock.dueText) })}
                </>
              ) : (
                shortInstant(step.at, lang)
              ))}
            {step.kind === "ahead" && step.workingDays && say(clockTexts.period, { n: step.workingDays })}
          </li>
        );
      })}
    </ol>
  );
}
