import { useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { shellTexts } from "../texts/shell.ts";
import { passwordTexts as T } from "../texts/supervision.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Refused } from "../ui/states.tsx";
import "./login.css";
import { sessionKey, useSession } from "./session.tsx";

/** A password given by somebody else is replaced before anything can be done. */
export function ChangePasswordPage() {
  const { say } = useLanguage();
  const { signOut } = useSession();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [thrown, setThrown] = useState<unknown>(null);
  usePageTitle(say(T.title));
  const short = asked && [...next].length < 10;
  const differs = asked && next !== again;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!current || [...next].length < 10 || next !== again) return;
    setBusy(true);
    setThrown(null);
    try {
      await api.call("/session/password", { method: "POST", body: { current, password: next } });
      await client.invalidateQueries({ queryKey: sessionKey });
    } catch (refused) {
      setThrown(refused);
    } finally {
      setBusy(false);
    }
  }

  const field = (
    id: string,
    label: string,
    value: string,
    set: (v: string) => void,
    given: { bad?: string; hint?: string; auto: string },
  ) => (
    <div>
      <label htmlFor={id}>{label}</label>
      <Input.Password
        id={id}
        value={value}
        onChange={(e) => set(e.target.value)}
        autoComplete={given.auto}
        status={given.bad ? "error" : ""}
        aria-invalid={Boolean(given.bad)}
        aria-describedby={`${id}-help`}
      />
      <p id={`${id}-help`} className={given.bad ? "field-error" : "fl-help field-error-space"}>
        {given.bad ?? given.hint ?? ""}
      </p>
    </div>
  );
  return (
    <div className="login">
      <main className="login-main">
        <form className="card login-form" onSubmit={submit} noValidate aria-labelledby="password-title">
          <h1 id="password-title">{say(T.title)}</h1>
          <p className="muted">{say(T.hint)}</p>
          {field("current", say(T.current), current, setCurrent, { auto: "current-password" })}
          {field("next", say(T.next), next, setNext, {
            auto: "new-password",
            hint: say(T.nextHint),
            ...(short ? { bad: say(T.short) } : {}),
          })}
          {field("again", say(T.again), again, setAgain, {
            auto: "new-password",
            ...(differs ? { bad: say(T.differs) } : {}),
          })}
          {thrown !== null && <Refused thrown={thrown} />}
          <Button type="primary" size="large" block htmlType="submit" loading={busy}>
            {say(T.submit)}
          </Button>
        </form>
        <p className="login-foot">
          <Button type="text" size="small" onClick={() => void signOut()}>
            {say(shellTexts.signOut)}
          </Button>
        </p>
      </main>
    </div>
  );
}
