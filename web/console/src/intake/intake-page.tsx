import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api } from "../api.ts";
import { bytesText } from "../dates.ts";
import type { Intake } from "../intake-types.ts";
import { useLanguage } from "../language.tsx";
import { intakeStateTexts, intakeTexts as T } from "../texts/intake.ts";
import { Icon } from "../ui/icon.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Loaded, Refused } from "../ui/states.tsx";
import { Checked } from "./checked.tsx";
import "./intake.css";
import { Dialog } from "../ui/dialog.tsx";
import { MappingStep } from "./mapping-step.tsx";
import { useEntry, useIntake } from "./queries.ts";
import { Receiving } from "./receiving.tsx";
import { stateTone, stepOfState } from "./state-tone.ts";
import { useUploads } from "./uploads.tsx";

const steps = [T.step1, T.step2, T.step3, T.step4, T.step5, T.step6];

/** One file on its way into the catalog: where it is, what the platform says of it, what is to be done. */
export function IntakePage() {
  const { id = "" } = useParams();
  const { say } = useLanguage();
  const query = useIntake(id);
  usePageTitle(query.data?.name ?? say(T.title));
  return <Loaded query={query}>{(intake) => <IntakeView intake={intake} />}</Loaded>;
}

function IntakeView({ intake }: { intake: Intake }) {
  const { say } = useLanguage();
  const entry = useEntry(intake.entry);
  const [again, setAgain] = useState(false);
  const at = stepOfState[intake.state];
  const name = entry.data?.name ?? intake.entryName ?? intake.entry;
  const ended = ["published", "cancelled", "refused"].includes(intake.state);
  return (
    <>
      <div className="ph plain">
        <p className="crumb">
          <Link to="/intake">
            <Icon name="left" small />
            {say(T.back)}
          </Link>
        </p>
        <div className="t">
          <h1 className="file-title">{intake.name}</h1>
          <span className={`tag ${stateTone[intake.state]}`}>{say(intakeStateTexts[intake.state])}</span>
          {!ended && <CancelButton intake={intake} />}
        </div>
        <p className="muted">
          {name} · {bytesText(intake.bytes)}
        </p>
        <ol className="intake-steps" aria-label={say(T.steps)}>
          {steps.map((step, i) => (
            <li
              key={step.en}
              className={
                i < at
                  ? "done"
                  : i === at
                    ? ["refused", "failed"].includes(intake.state)
                      ? "bad"
                      : "cur"
                    : ""
              }
              aria-current={i === at ? "step" : undefined}
            >
              <span aria-hidden="true">{i < at ? <Icon name="check" small /> : i + 1}</span>
              {say(step)}
            </li>
          ))}
        </ol>
      </div>
      <div className="pad intake">
        {intake.state === "receiving" && <Receiving intake={intake} />}
        {(intake.state === "inspecting" || intake.state === "loading") && <Working intake={intake} />}
        {intake.state === "refused" && <RefusedFile intake={intake} />}
        {intake.state === "failed" && (
          <div className="refusal">
            <b>{say(T.failedTitle)}</b>
            <p>{say(intake.refusal?.detail ?? intake.step)}</p>
            <small>{say(T.failedDo)}</small>
          </div>
        )}
        {intake.inspection && (intake.state === "inspected" || intake.state === "failed" || again) && (
          <MappingStep
            key={intake.id}
            intake={intake}
            inspection={intake.inspection}
            entry={entry.data}
            onLoading={() => setAgain(false)}
          />
        )}
        {intake.state === "checked" && !again && (
          <Checked
            intake={intake}
            entryName={name}
            items={entry.data?.items ?? []}
            onRemap={() => setAgain(true)}
          />
        )}
        {intake.state === "published" && (
          <>
            <div className="notice ok big-notice">
              <b>{say(T.publishedTitle, { n: intake.version ?? 1 })}</b>
              <p>{say(T.publishedDo)}</p>
              <a href={`/dataset/${encodeURIComponent(intake.entry)}`}>{say(T.publishedOpen)}</a>
            </div>
            <Checked intake={intake} entryName={name} items={entry.data?.items ?? []} />
          </>
        )}
        {intake.state === "cancelled" && (
          <div className="notice big-notice">
            <b>{say(T.cancelledTitle)}</b>
            <p>
              <Link to={`/intake?entry=${encodeURIComponent(intake.entry)}`}>{say(T.again)}</Link>
            </p>
          </div>
        )}
      </div>
    </>
  );
}

function Working({ intake }: { intake: Intake }) {
  const { say } = useLanguage();
  const percent = Math.round(intake.progress * 100);
  return (
    <section className="card work" aria-live="polite">
      <b>{say(intake.step)}</b>
      <Progress percent={percent} status="active" aria-label={say(intake.step)} />
      <p className="muted xs">{say(T.longJob)}</p>
    </section>
  );
}

function RefusedFile({ intake }: { intake: Intake }) {
  const { say } = useLanguage();
  return (
    <div className="refusal big-notice" role="alert">
      <b>{say(T.refusedTitle)}</b>
      <p>{say(intake.refusal?.detail ?? intake.step)}</p>
      <p className="muted">{say(T.refusedDo)}</p>
      <p>
        <Link to={`/intake?entry=${encodeURIComponent(intake.entry)}`}>{say(T.again)}</Link>
      </p>
    </div>
  );
}

function CancelButton({ intake }: { intake: Intake }) {
  const { say } = useLanguage();
  const client = useQueryClient();
  const { manager } = useUploads();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => api.call(`/intakes/${intake.id}`, { method: "DELETE" }),
    onSuccess: () => {
      manager.drop(intake.id);
      setAsking(false);
      void client.invalidateQueries({ queryKey: ["intake", intake.id] });
      void client.invalidateQueries({ queryKey: ["intakes"] });
    },
  });
  return (
    <span className="acts">
      <Button size="small" danger onClick={() => setAsking(true)}>
        {say(T.cancel)}
      </Button>
      {asking && (
        <Dialog
          title={say(T.cancel)}
          onClose={() => setAsking(false)}
          ok={{ text: say(T.cancelYes), danger: true, busy: cancel.isPending, onOk: () => cancel.mutate() }}
        >
          <p>{say(T.cancelSure)}</p>
          {cancel.error && <Refused thrown={cancel.error} />}
        </Dialog>
      )}
    </span>
  );
}
