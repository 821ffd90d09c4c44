import { useQueryClient } from "@tanstack/react-query";
import { useLanguage } from "../language.tsx";
import { passwordTexts as T } from "../texts/supervision.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { ChangePasswordForm } from "./change-password-form.tsx";
import { OnlyThis } from "./only-this.tsx";
import { sessionKey } from "./session.tsx";

/** A password given by somebody else is replaced before anything can be done. */
export function ChangePasswordPage() {
  const { say } = useLanguage();
  const client = useQueryClient();
  usePageTitle(say(T.title));
  return (
    <OnlyThis title={say(T.title)} hint={say(T.hint)}>
      <ChangePasswordForm onDone={() => client.invalidateQueries({ queryKey: sessionKey })} />
    </OnlyThis>
  );
}
