import { Button, Progress } from "antd";
import { useState } from "react";
import { bytesText } from "../dates.ts";
import type { Intake } from "../intake-types.ts";
import { useLanguage } from "../language.tsx";
import { intakeTexts as T } from "../texts/intake.ts";
import { RefusedProblem } from "../ui/states.tsx";
import { DropZone } from "./drop-zone.tsx";
import { sameFile } from "./upload.ts";
import { useUploads } from "./uploads.tsx";

/** A file on its way, or one whose way broke off: progress, pause, and going on from where it stopped. */
export function Receiving({ intake }: { intake: Intake }) {
  const { say } = useLanguage();
  const { manager, all } = useUploads();
  const [wrong, setWrong] = useState(false);
  const upload = all.get(intake.id);
  const received = Math.max(intake.received, upload?.received ?? 0);
  const percent = Math.floor((received / Math.max(1, intake.bytes)) * 100);
  const amounts = { a: bytesText(received), b: bytesText(intake.bytes) };

  if (!upload)
    return (
      <section className="card work">
        <h2>{say(T.resumeTitle)}</h2>
        <p>{say(T.resumeHint, { ...amounts, name: intake.name })}</p>
        <Progress percent={percent} aria-label={say(T.uploading, amounts)} />
        <DropZone
          title={say(T.resumePick, { name: intake.name })}
          hint={bytesText(intake.bytes)}
          onFile={(file) => {
            if (sameFile(intake, file)) manager.resume(intake, file);
            setWrong(!sameFile(intake, file));
          }}
        />
        {wrong && (
          <p className="fl-bad" role="alert">
            {say(T.resumeWrong, { name: intake.name, bytes: bytesText(intake.bytes) })}
          </p>
        )}
      </section>
    );
  return (
    <section className="card work">
      <b role="status">
        {upload.state === "waiting"
          ? say(T.waiting)
          : upload.state === "paused"
            ? say(T.paused)
            : say(T.uploading, amounts)}
      </b>
      <Progress
        percent={percent}
        status={upload.state === "stopped" ? "exception" : upload.state === "sending" ? "active" : "normal"}
        aria-label={say(T.uploading, amounts)}
      />
      {upload.problem && upload.state === "stopped" && <RefusedProblem problem={upload.problem} />}
      <p className="row-acts">
        {upload.state === "sending" || upload.state === "waiting" ? (
          <Button onClick={() => manager.pause(intake.id)}>{say(T.pause)}</Button>
        ) : (
          upload.state !== "done" && (
            <Button type="primary" onClick={() => manager.again(intake.id)}>
              {say(T.goOn)}
            </Button>
          )
        )}
        <span className="muted xs">{say(T.leave)}</span>
      </p>
    </section>
  );
}
