import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { api } from "../api.ts";
import { type DemoAccount, type List, roles } from "../api-types.ts";
import { useLanguage } from "../language.tsx";
import { ApiProblem } from "../problem.ts";
import { roleTexts, loginTexts as T } from "../texts/login.ts";
import { shellTexts } from "../texts/shell.ts";
import { Mark } from "../ui/icon.tsx";
import { Refused } from "../ui/states.tsx";
import "./login.css";
import { useSession } from "./session.tsx";

/** Sign-in. In a demonstration the accounts stand beside the form, by role. */
export function LoginPage() {
  const { say, lang, setLang } = useLanguage();
  const { session, signIn } = useSession();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [thrown, setThrown] = useState<unknown>(null);
  const wait = useWait(thrown);
  const loginField = useRef<HTMLInputElement>(null);
  const submitButton = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    document.title = `${say(T.title)} · ${say(shellTexts.product)}`;
  }, [say]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!login || !password || wait > 0) return;
    setBusy(true);
    setThrown(null);
    try {
      await signIn(login, password);
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
    <div className="login">
      <main className="login-main">
        <header>
          <Mark />
          <div>
            <b>{say(shellTexts.product)}</b>
            <p>{say(T.lead)}</p>
          </div>
        </header>
        <form className="card login-form" onSubmit={submit} noValidate aria-labelledby="login-title">
          <h1 id="login-title">{say(T.title)}</h1>
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
        </form>
        <p className="login-foot">
          <a href="/">{say(T.portal)}</a>
          <Button type="text" size="small" onClick={() => setLang(lang === "zh" ? "en" : "zh")}>
            {say(shellTexts.otherLanguage)}
          </Button>
        </p>
      </main>
      {session.demo && (
        <DemoAccounts
          onUse={(account) => {
            setLogin(account.login);
            setPassword(account.password);
            setThrown(null);
            submitButton.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** A city has a hundred offices; one look needs to find each role, not each office. */
const shownPerRole = 4;

function DemoAccounts({ onUse }: { onUse: (account: DemoAccount) => void }) {
  const { say } = useLanguage();
  const query = useQuery({
    queryKey: ["demo-accounts"],
    queryFn: () => api.call<List<DemoAccount>>("/demo-accounts"),
  });
  if (!query.data) return null;
  const groups = roles
    .map((role) => ({ role, accounts: query.data.items.filter((a) => a.role === role) }))
    .filter((g) => g.accounts.length > 0);
  return (
    <aside className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{say(T.demo)}</h2>
      <p className="muted">{say(T.demoHint)}</p>
      {groups.map(({ role, accounts }) => (
        <section key={role} aria-labelledby={`demo-${role}`}>
          <h3 id={`demo-${role}`}>{say(roleTexts[role])}</h3>
          <AccountList accounts={accounts.slice(0, shownPerRole)} onUse={onUse} />
          {accounts.length > shownPerRole && (
            <details>
              <summary>{say(T.more, { n: accounts.length - shownPerRole })}</summary>
              <AccountList accounts={accounts.slice(shownPerRole)} onUse={onUse} />
            </details>
          )}
        </section>
      ))}
    </aside>
  );
}

function AccountList({
  accounts,
  onUse,
}: {
  accounts: readonly DemoAccount[];
  onUse: (account: DemoAccount) => void;
}) {
  const orgOf = (account: DemoAccount) => (typeof account.org === "string" ? account.org : account.org.name);
  return (
    <ul>
      {accounts.map((account) => (
        <li key={account.login}>
          <button type="button" onClick={() => onUse(account)}>
            <span className="av" aria-hidden="true">
              {account.person.slice(-1)}
            </span>
            <b>{account.person}</b>
            <small>{orgOf(account)}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Seconds until trying again makes sense after a 429, counted down. */
function useWait(thrown: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const seconds =
      thrown instanceof ApiProblem && thrown.status === 429 ? (thrown.problem.retryAfter ?? 30) : 0;
    setLeft(seconds);
    if (seconds === 0) return;
    const timer = setInterval(() => setLeft((n) => Math.max(0, n - 1)), 1000);
    return () => clearInterval(timer);
  }, [thrown]);
  return left;
}
