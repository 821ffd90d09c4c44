import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api } from "../api.ts";
import type { SecondFactor } from "../api-types.ts";
import { instant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { factorTexts as T } from "../texts/account.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Loaded } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";
import { Enrol, GiveProofs } from "./enrol.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

const key = ["second-factor"] as const;
type Open = "enrol" | "codes" | "remove";
const fewCodes = 3;

/** One's own second factor: on or off, renewed, its recovery codes. */
export function FactorSection() {
  const { say, lang } = useLanguage();
  const [open, setOpen] = useState<Open | null>(null);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call<SecondFactor>("/session/second-factor", { signal }),
  });
  return (
    <section className="card acc" aria-labelledby="acc-factor">
      <h2 id="acc-factor">{say(T.title)}</h2>
      <Loaded query={query} rows={2}>
        {(factor) => (
          <>
            <p>
              <span className={factor.enrolled ? "tag ok" : "tag"}>
                {say(factor.enrolled ? T.on : T.off)}
              </span>{" "}
              {factor.since && <span>{say(T.since, { at: instant(factor.since, lang) })}</span>}
            </p>
            <p className="muted">{say(T.what)}</p>
            {factor.required && <p>{say(T.requiredRole)}</p>}
            {!factor.possible && <p>{say(T.demo)}</p>}
            {factor.enrolled && (
              <p className={factor.recoveryCodesLeft < fewCodes ? "warn-text" : ""}>
                {say(T.left, { n: factor.recoveryCodesLeft })}
                {factor.recoveryCodesLeft < fewCodes && ` · ${say(T.fewLeft)}`}
              </p>
            )}
            <p className="row-acts">
              {!factor.enrolled && factor.possible && (
                <Button type="primary" onClick={() => setOpen("enrol")}>
                  {say(T.enrol)}
                </Button>
              )}
              {factor.enrolled && (
                <>
                  <Button onClick={() => setOpen("enrol")}>
                    {say(T.renew)}
                    <span className="vh">{say(T.title)}</span>
                  </Button>
                  <Button onClick={() => setOpen("codes")}>{say(T.renewCodes)}</Button>
                  {!factor.required && (
                    <Button danger onClick={() => setOpen("remove")}>
                      {say(T.remove)}
                      <span className="vh">{say(T.title)}</span>
                    </Button>
                  )}
                </>
              )}
            </p>
            {open && <FactorDialog open={open} factor={factor} onClose={() => setOpen(null)} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

function FactorDialog({ open, factor, onClose }: { open: Open; factor: SecondFactor; onClose: () => void }) {
  const { say } = useLanguage();
  const client = useQueryClient();
  const toast = useToast();
  // What the dialog is for stays as it was when it was opened, whatever becomes of the factor meanwhile.
  const [{ asksPassword, enrolled }] = useState(factor);
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = () => {
    void client.invalidateQueries({ queryKey: key });
    void client.invalidateQueries({ queryKey: ["own-sessions"] });
  };
  const receive = (given: string[]) => {
    setCodes(given);
    changed();
  };
  const renew = useMutation({
    mutationFn: (body: object) =>
      api.call<{ recoveryCodes: string[] }>("/session/second-factor/recovery-codes", {
        method: "POST",
        body,
      }),
    onSuccess: ({ recoveryCodes }) => receive(recoveryCodes),
  });
  const remove = useMutation({
    mutationFn: (body: object) => api.call("/session/second-factor/removal", { method: "POST", body }),
    onSuccess: () => {
      changed();
      toast(say(T.removed));
      onClose();
    },
  });
  const title = { enrol: enrolled ? T.renewTitle : T.enrolTitle, codes: T.codesTitle, remove: T.removeTitle };
  return (
    <Dialog title={say(codes ? T.savedTitle : title[open])} onClose={onClose}>
      {codes ? (
        <RecoveryCodes codes={codes} onKept={onClose} />
      ) : open === "enrol" ? (
        <Enrol renewing={enrolled} asksPassword={asksPassword} onCodes={receive} />
      ) : open === "codes" ? (
        <GiveProofs
          asksPassword={asksPassword}
          submit={say(T.renewCodes)}
          busy={renew.isPending}
          thrown={renew.error}
          onGive={(proofs) => renew.mutate(proofs)}
        />
      ) : (
        <GiveProofs
          danger
          asksPassword={asksPassword}
          submit={say(T.remove)}
          busy={remove.isPending}
          thrown={remove.error}
          onGive={(proofs) => remove.mutate(proofs)}
        />
      )}
    </Dialog>
  );
}
