import { Button, Input } from "antd";
import { useState } from "react";
import { useLanguage } from "../language.tsx";
import { machineTexts as T } from "../texts/machines.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Tick } from "../ui/tick.tsx";
import { useToast } from "../ui/toast.tsx";
import type { Machine } from "./types.ts";

/** Shows a secret the one time it is shown. Closing it unread takes a second try. */
export function SecretDialog(props: { machine: Machine; secret: string; onClose: () => void }) {
  const { say } = useLanguage();
  const [kept, setKept] = useState(false);
  const [warned, setWarned] = useState(false);
  const close = () => (kept || warned ? props.onClose() : setWarned(true));
  return (
    <Dialog title={say(T.once)} width={640} onClose={close}>
      <p className="notice warn">{say(T.onceHint)}</p>
      <Copied id="m-client-id" label={say(T.clientId)} value={props.machine.id} />
      <Copied id="m-secret" label={say(T.secret)} value={props.secret} />
      <p className="fl-row">
        <Tick checked={kept} onChange={(e) => setKept(e.target.checked)}>
          {say(T.kept)}
        </Tick>
      </p>
      <p role="alert" className="fl-bad">
        {warned && !kept ? say(T.keptNot) : ""}
      </p>
      <Button type="primary" onClick={close}>
        {say(T.finish)}
      </Button>
    </Dialog>
  );
}

function Copied({ id, label, value }: { id: string; label: string; value: string }) {
  const { say } = useLanguage();
  const toast = useToast();
  const [done, setDone] = useState(false);
  const copy = () =>
    navigator.clipboard
      ?.writeText(value)
      .then(() => setDone(true))
      .catch(() => toast(say(T.copyFailed)));
  return (
    <div className="fl-row">
      <label className="fl" htmlFor={id}>
        {label}
      </label>
      <div className="copied">
        <Input
          id={id}
          readOnly
          className="mono"
          value={value}
          autoComplete="off"
          spellCheck={false}
          onFocus={(e) => e.target.select()}
        />
        <Button onClick={copy}>
          {say(done ? T.copied : T.copy)}
          <span className="vh">{label}</span>
        </Button>
      </div>
    </div>
  );
}
