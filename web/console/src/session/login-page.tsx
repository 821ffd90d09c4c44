import { useMutation } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { useLanguage } from "../language.tsx";
import { oidcTexts, loginTexts as T } from "../texts/login.ts";
import { shellTexts } from "../texts/shell.ts";
import { Mark } from "../ui/icon.tsx";
import { Refused } from "../ui/states.tsx";
import { DemoAccounts } from "./demo-accounts.tsx";
import { goToProvider } from "./journey.ts";
import "./login.css";
import { SecondStep } from "./second-step.tsx";
import { useSession } from "./session.tsx";
import { useWait } from "./use-wait.ts";

/** Sign-in: a password, the code after it for whoever has a second factor, or the identity provider. */
export function LoginPage({ halfway }: { halfway?: boolean }) {
  const { say, lang, setLang } = useLanguage();
  const { session } = useSession();
  const [second, setSecond] = useState(halfway ?? false);
  const [filled, setFilled] = useState({ login: "", password: "", times: 0 });

  useEffect(() => {
    document.title = `${say(T.title)} · ${say(shellTexts.product)}`;
  }, [say]);

  return (
    <div className="login">
      <main className="login-main">
        <header>
          <Mark />
          <div>
            <b>{say(shellTexts.product)}</b>
            <p>{say(T.lead)}</p>
          </div>
        </header>
        {second ? (
          <SecondStep onBack={() => setSecond(false)} />
        ) : (
          <FirstStep key={filled.times} filled={filled} onHalfway={() => setSecond(true)} />
        )}
        <p className="login-foot">
          <a href="/">{say(T.portal)}</a>
          <Button type="text" size="small" onClick={() => setLang(lang === "zh" ? "en" : "zh")}>
            {say(shellTexts.otherLanguage)}
          </Button>
        </p>
      </main>
      {session.demo && !second && (
        <DemoAccounts
          onUse={({ login, password }) => setFilled({ login, password, times: filled.times + 1 })}
        />
      )}
    </div>
  );
}

function FirstStep(props: { filled: { login: string; password: string }; onHalfway: () => void }) {
  const { say } = useLanguage();
  const { session, signIn } = useSession();
  const [login, setLogin] = useState(props.filled.login);
  const [password, setPassword] = useState(props.filled.password);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [thrown, setThrown] = useState<unknown>(null);
  const wait = useWait(thrown);
  const loginField = useRef<HTMLInputElement>(null);
  const submitButton = useRef<HTMLButtonElement>(null);
  // A demonstration's account was chosen: one more key signs in.
  useEffect(() => {
    if (props.filled.login) submitButton.current?.focus();
  }, [props.filled]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!login || !password || wait > 0) return;
    setBusy(true);
    setThrown(null);
    try {
      if (await signIn(login, password)) props.onHalfway();
    } catch (refused) {
      setThrown(refused);
      loginField.current?.focus();
    } finally {
      setBusy(false);
    }
  }

  const missingLogin = asked && !login;
  const missingPassword = asked && !password;
  return (
    <form className="card login-form" onSubmit={submit} noValidate aria-labelledby="login-title">
      <h1 id="login-title">{say(T.title)}</h1>
      <SignedOutHere />
      <label htmlFor="login">{say(T.login)}</label>
      <Input
        id="login"
        name="username"
        size="large"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={login}
        onChange={(e) => setLogin(e.target.value)}
        ref={(field) => {
          loginField.current = field?.input ?? null;
        }}
        status={missingLogin ? "error" : ""}
        aria-invalid={missingLogin}
        aria-describedby="login-missing"
      />
      <p id="login-missing" className="field-error">
        {missingLogin ? say(T.needLogin) : ""}
      </p>
      <label htmlFor="password">{say(T.password)}</label>
      <Input.Password
        id="password"
        name="password"
        size="large"
        autoComplete="current-password"
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        status={missingPassword ? "error" : ""}
        aria-invalid={missingPassword}
        aria-describedby="password-missing"
      />
      <p id="password-missing" className="field-error">
        {missingPassword ? say(T.needPassword) : ""}
      </p>
      {wait > 0 ? (
        <p className="refusal" role="alert">
          <b>{say(T.wait, { n: wait })}</b>
        </p>
      ) : (
        thrown !== null && <Refused thrown={thrown} />
      )}
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        loading={busy}
        disabled={wait > 0}
        ref={submitButton as never}
      >
        {say(T.submit)}
      </Button>
      {session.oidc && <WithProvider label={say(session.oidc.label)} />}
    </form>
  );
}

function WithProvider({ label }: { label: string }) {
  const { say } = useLanguage();
  const { pathname, search } = useLocation();
  const leave = useMutation({ mutationFn: () => goToProvider("sign-in", pathname + search) });
  return (
    <>
      <p className="login-or">
        <span>{say(oidcTexts.or)}</span>
      </p>
      {leave.error && <Refused thrown={leave.error} />}
      <Button size="large" block loading={leave.isPending} onClick={() => leave.mutate()}>
        {say(oidcTexts.with, { label })}
      </Button>
    </>
  );
}

/** Signing out here is not signing out there; whoever shares a computer may want both. */
function SignedOutHere() {
  const { say } = useLanguage();
  const { idpLogout } = useSession();
  if (!idpLogout) return null;
  return (
    <p className="login-note" role="status">
      {say(oidcTexts.signedOut)} <a href={idpLogout}>{say(oidcTexts.alsoThere)}</a>
    </p>
  );
}
