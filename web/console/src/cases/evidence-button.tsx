import { Button } from "antd";
import { useId } from "react";
import type { CaseView } from "../api-types.ts";
import { bytesText } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { evidenceTexts as T } from "../texts/evidence.ts";
import { Icon } from "../ui/icon.tsx";
import { Refused } from "../ui/states.tsx";
import { type EvidenceState, useEvidence } from "./use-evidence.ts";

/** The case as one file that anybody can check offline, and how its download stands. */
export function EvidenceButton({ view }: { view: CaseView }) {
  const { say } = useLanguage();
  const { state, start, stop } = useEvidence(view.id, view.number);
  const hint = useId();
  const busy = state.is === "working" || state.is === "waiting";
  return (
    <div className="ev">
      <Button
        size="small"
        icon={<Icon name="download" small />}
        onClick={start}
        disabled={busy}
        aria-describedby={hint}
      >
        {say(T.get)}
      </Button>
      <small id={hint}>{say(T.hint)}</small>
      <div className="ev-now">
        <span role="status">
          <Standing state={state} />
        </span>
        {state.is === "waiting" && (
          <button type="button" className="as-link" onClick={start}>
            {say(T.now)}
          </button>
        )}
        {busy && (
          <button type="button" className="as-link" onClick={stop}>
            {say(T.stop)}
          </button>
        )}
      </div>
      {state.is === "failed" && <Refused thrown={state.thrown} onRetry={start} />}
    </div>
  );
}

function Standing({ state }: { state: EvidenceState }) {
  const { say } = useLanguage();
  if (state.is === "waiting") return <>{say(T.waiting, { n: state.seconds })}</>;
  if (state.is === "done") return <>{say(T.done, { name: state.name, size: bytesText(state.bytes) })}</>;
  if (state.is !== "working") return null;
  const { received } = state;
  if (!received) return <>{say(T.making)}</>;
  const size = bytesText(received.bytes);
  if (received.total === undefined) return <>{say(T.received, { size })}</>;
  const total = bytesText(received.total);
  return (
    <>
      <progress value={received.bytes} max={received.total} aria-hidden="true" />
      {say(T.receivedOf, { size, total })}
    </>
  );
}
