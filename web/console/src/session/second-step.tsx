import { Button } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Field } from "../account/field.tsx";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { ApiProblem } from "../problem.ts";
import { loginTexts, stepTexts as T } from "../texts/login.ts";
import { Refused } from "../ui/states.tsx";
import { useSession } from "./session.tsx";
import { useWait } from "./use-wait.ts";

/** The code after the password: of the app, or one of those kept for a lost phone. */
export function SecondStep({ onBack }: { onBack: () => void }) {
  const { say } = useLanguage();
  const { giveCode } = useSession();
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState(false);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [thrown, setThrown] = useState<unknown>(null);
  const wait = useWait(thrown);
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind of code begins anew
  useEffect(() => field.current?.focus(), [recovery]);
  const over = thrown instanceof ApiProblem && thrown.problem.code === "parties.half_over";

  async function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!code.trim() || wait > 0) return;
    setBusy(true);
    setThrown(null);
    try {
      await giveCode(code);
    } catch (refused) {
      setThrown(refused);
      setCode("");
      setAsked(false);
      field.current?.focus();
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="card login-form" onSubmit={submit} noValidate aria-labelledby="step-title">
      <h1 id="step-title">{say(T.title)}</h1>
      <p className="muted">{say(recovery ? T.recoveryHint : T.hint)}</p>
      <Field
        id="code"
        kind="code"
        label={say(recovery ? T.recovery : T.code)}
        value={code}
        onChange={setCode}
        bad={asked && !code.trim() ? say(T.needCode) : undefined}
        autoComplete={recovery ? "off" : "one-time-code"}
        fieldRef={field}
        large
      />
      {wait > 0 ? (
        <p className="refusal" role="alert">
          <b>{say(loginTexts.wait, { n: wait })}</b>
        </p>
      ) : (
        thrown !== null && <Refused thrown={thrown} />
      )}
      <Button type="primary" size="large" block htmlType="submit" loading={busy} disabled={wait > 0 || over}>
        {say(loginTexts.submit)}
      </Button>
      <p className="login-switch">
        <Button
          type="link"
          size="small"
          onClick={() => {
            setRecovery(!recovery);
            setCode("");
            setThrown(null);
          }}
        >
          {say(recovery ? T.useCode : T.useRecovery)}
        </Button>
        <Button type="link" size="small" onClick={onBack}>
          {say(T.back)}
        </Button>
      </p>
    </form>
  );
}
