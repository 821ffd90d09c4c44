import { useMutation } from "@tanstack/react-query";
import { Button, QRCode } from "antd";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { useLanguage } from "../language.tsx";
import { factorTexts as T } from "../texts/account.ts";
import { Loading, Refused } from "../ui/states.tsx";
import { Field } from "./field.tsx";

export interface Enrolment {
  uri: string;
  secret: string;
  expiresAt: string;
}

/** The secret, as a QR code and as text, and the first code that confirms it. */
export function ConfirmEnrolment(props: { enrolment: Enrolment; onDone: (codes: string[]) => void }) {
  const { say } = useLanguage();
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  const digits = code.replace(/\s/g, "");
  const confirm = useMutation({
    mutationFn: () =>
      api.call<{ recoveryCodes: string[] }>("/session/second-factor/confirmation", {
        method: "POST",
        body: { code: digits },
      }),
    onSuccess: ({ recoveryCodes }) => props.onDone(recoveryCodes),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (/^\d{6}$/.test(digits)) confirm.mutate();
  }
  return (
    <form onSubmit={submit} noValidate>
      <ol className="enrol">
        <li>
          <p>{say(T.step1)}</p>
          <span className="vh">{say(T.qr)}</span>
          <div className="qr" aria-hidden="true">
            <QRCode
              value={props.enrolment.uri}
              type="svg"
              size={200}
              bordered={false}
              color="#000000"
              bgColor="#ffffff"
              marginSize={2}
            />
          </div>
          <p>{say(T.typed)}</p>
          <p className="secret mono">
            <span className="vh">{say(T.key)} </span>
            {props.enrolment.secret.replace(/(.{4})(?=.)/g, "$1 ")}
          </p>
          <p className="muted">{say(T.once)}</p>
        </li>
        <li>
          <Field
            id="enrol-code"
            kind="code"
            label={say(T.step2)}
            value={code}
            onChange={setCode}
            bad={asked && !/^\d{6}$/.test(digits) ? say(T.needCode) : undefined}
          />
          {confirm.error && <Refused thrown={confirm.error} />}
          <Button type="primary" htmlType="submit" loading={confirm.isPending}>
            {say(T.confirm)}
          </Button>
        </li>
      </ol>
    </form>
  );
}

/** What is asked of whoever already has a second factor before it may be changed. */
export function GiveProofs(props: {
  asksPassword: boolean;
  submit: string;
  busy: boolean;
  thrown: unknown;
  danger?: boolean;
  onGive: (proofs: { password?: string; code: string }) => void;
}) {
  const { say } = useLanguage();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!code.trim() || (props.asksPassword && !password)) return;
    props.onGive({ code, ...(props.asksPassword ? { password } : {}) });
  }
  return (
    <form onSubmit={submit} noValidate>
      <p className="muted">{say(T.proofs)}</p>
      {props.asksPassword && (
        <Field
          id="proof-password"
          kind="password"
          autoComplete="current-password"
          label={say(T.password)}
          value={password}
          onChange={setPassword}
          bad={asked && !password ? say(T.needPassword) : undefined}
        />
      )}
      <Field
        id="proof-code"
        kind="code"
        label={say(T.code)}
        value={code}
        onChange={setCode}
        bad={asked && !code.trim() ? say(T.needCode) : undefined}
      />
      {props.thrown !== null && props.thrown !== undefined && <Refused thrown={props.thrown} />}
      <Button type="primary" danger={props.danger ?? false} htmlType="submit" loading={props.busy}>
        {props.submit}
      </Button>
    </form>
  );
}

/** Begins an enrolment (with proofs, where there is a factor already) and sees it through to its codes. */
export function Enrol(props: {
  renewing: boolean;
  asksPassword: boolean;
  onCodes: (codes: string[]) => void;
}) {
  const { say } = useLanguage();
  const begin = useMutation({
    mutationFn: (proofs: object) =>
      api.call<Enrolment>("/session/second-factor/enrolment", { method: "POST", body: proofs }),
  });
  if (begin.data) return <ConfirmEnrolment enrolment={begin.data} onDone={props.onCodes} />;
  if (props.renewing)
    return (
      <GiveProofs
        asksPassword={props.asksPassword}
        submit={say(T.go)}
        busy={begin.isPending}
        thrown={begin.error}
        onGive={(proofs) => begin.mutate(proofs)}
      />
    );
  if (begin.isPending) return <Loading rows={4} />;
  return (
    <>
      {begin.error && <Refused thrown={begin.error} />}
      <p>{say(T.what)}</p>
      <Button type="primary" onClick={() => begin.mutate({})}>
        {say(T.go)}
      </Button>
    </>
  );
}
