import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { ChangePasswordForm } from "../session/change-password-form.tsx";
import { accountTexts as T } from "../texts/account.ts";
import { Dialog } from "../ui/dialog.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { useToast } from "../ui/toast.tsx";
import "./account.css";
import { FactorSection } from "./factor-section.tsx";
import { IdentitiesSection } from "./identities-section.tsx";
import { SessionsSection } from "./sessions-section.tsx";

/** How one proves who one is, and where one is signed in. */
export function AccountPage() {
  const { say } = useLanguage();
  usePageTitle(say(T.title));
  return (
    <>
      <div className="ph plain">
        <div className="t">
          <h1>{say(T.title)}</h1>
        </div>
        <p className="muted">{say(T.sub)}</p>
      </div>
      <div className="pad acc-page">
        <PasswordSection />
        <FactorSection />
        <IdentitiesSection />
        <SessionsSection />
      </div>
    </>
  );
}

function PasswordSection() {
  const { say } = useLanguage();
  const toast = useToast();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  return (
    <section className="card acc" aria-labelledby="acc-password">
      <h2 id="acc-password">{say(T.password)}</h2>
      <p className="muted">{say(T.passwordHint)}</p>
      <p className="row-acts">
        <Button onClick={() => setOpen(true)}>{say(T.passwordOpen)}</Button>
      </p>
      {open && (
        <Dialog title={say(T.passwordOpen)} onClose={() => setOpen(false)}>
          <ChangePasswordForm
            onDone={() => {
              setOpen(false);
              toast(say(T.passwordDone));
              void client.invalidateQueries({ queryKey: ["own-sessions"] });
            }}
          />
        </Dialog>
      )}
    </section>
  );
}
