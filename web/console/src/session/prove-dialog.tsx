import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { useLocation } from "react-router";
import { Field } from "../account/field.tsx";
import { api } from "../api.ts";
import type { DemoAccount, List } from "../api-types.ts";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { proveTexts as T } from "../texts/account.ts";
import { loginTexts } from "../texts/login.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Refused } from "../ui/states.tsx";
import { goToProvider } from "./journey.ts";
import { useSession } from "./session.tsx";

/** Asks for the password once more, or leads to the identity provider. */
export function ProveDialog({ onEnd }: { onEnd: (proved: boolean) => void }) {
  const { say } = useLanguage();
  const { session, person } = useSession();
  const { pathname, search } = useLocation();
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  // In a demonstration the password stands on the sign-in page, which is not in sight here.
  const demo = useQuery({
    queryKey: ["demo-accounts"],
    queryFn: () => api.call<List<DemoAccount>>("/demo-accounts"),
    enabled: session.demo,
  });
  const published = demo.data?.items[0]?.password;
  const prove = useMutation({
    mutationFn: () => api.call<{ csrf: string }>("/session/proof", { method: "POST", body: { password } }),
    onSuccess: ({ csrf }) => {
      // The session goes on under a new token.
      api.setCsrf(csrf, person?.id);
      onEnd(true);
    },
  });
  const leave = useMutation({ mutationFn: () => goToProvider("prove", pathname + search) });
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (password) prove.mutate();
  }
  const byProvider = session.method === "oidc" && session.oidc;
  return (
    <Dialog title={say(T.title)} width={440} onClose={() => onEnd(false)}>
      <p className="muted">{say(T.hint)}</p>
      {byProvider ? (
        <>
          <p>{say(T.byHint)}</p>
          {leave.error && <Refused thrown={leave.error} />}
          <p className="fl-row">
            <Button type="primary" loading={leave.isPending} onClick={() => leave.mutate()}>
              {say(T.by, { label: say(byProvider.label) })}
            </Button>
          </p>
        </>
      ) : (
        <form onSubmit={submit} noValidate>
          <Field
            id="prove-password"
            kind="password"
            autoComplete="current-password"
            label={say(T.password)}
            value={password}
            onChange={setPassword}
            bad={asked && !password ? say(loginTexts.needPassword) : undefined}
            hint={published ? say(T.published, { word: published }) : undefined}
            autoFocus
          />
          {prove.error && <Refused thrown={prove.error} />}
          <Button type="primary" htmlType="submit" loading={prove.isPending}>
            {say(T.submit)}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
