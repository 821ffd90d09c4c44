import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import "../account/account.css";
import { Enrol } from "../account/enrol.tsx";
import { RecoveryCodes } from "../account/recovery-codes.tsx";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { factorTexts, enrolPageTexts as T } from "../texts/account.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { OnlyThis } from "./only-this.tsx";
import { sessionKey } from "./session.tsx";

/** Whose role needs a second factor enrols one before anything else can be done. */
export function EnrolPage() {
  const { say } = useLanguage();
  const client = useQueryClient();
  const [codes, setCodes] = useState<string[] | null>(null);
  const title = say(codes ? factorTexts.savedTitle : T.title);
  usePageTitle(title);
  return (
    <OnlyThis title={title} hint={codes ? "" : say(T.hint)}>
      {codes ? (
        <RecoveryCodes codes={codes} onKept={() => void client.invalidateQueries({ queryKey: sessionKey })} />
      ) : (
        <Enrol renewing={false} asksPassword={false} onCodes={setCodes} />
      )}
    </OnlyThis>
  );
}
