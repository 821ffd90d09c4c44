import { useMutation } from "@tanstack/react-query";
import { Input } from "antd";
import { type ReactNode, useState } from "react";
import { api } from "../api.ts";
import { DayInput } from "../form/day-input.tsx";
import { useLanguage } from "../language.tsx";
import { useSession } from "../session/session.tsx";
import { scopeAllows, scopeNames, machineTexts as T } from "../texts/machines.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Refused } from "../ui/states.tsx";
import { Tick } from "../ui/tick.tsx";
import { KeyField } from "./key-field.tsx";
import { endOfDay, lastDay, linesOf, type NewMachine, newMachineComplaints } from "./new-machine.ts";
import { type MachineScope, machineScopes, type Registered } from "./types.ts";

interface Props {
  /** What this organisation can give. */
  scopes: MachineScope[];
  onClose: () => void;
  onDone: (registered: Registered) => void;
}

/** Registers a system. A pasted private key is recognised here and not sent. */
export function RegisterDialog({ scopes, onClose, onDone }: Props) {
  const { say } = useLanguage();
  const { session } = useSession();
  const [value, setValue] = useState<NewMachine>({
    ...{ name: "", purpose: "", scopes: [], auth: "private_key_jwt", publicKey: "", networks: "" },
    until: lastDay(session.today),
  });
  const [asked, setAsked] = useState(false);
  const complaints = asked ? newMachineComplaints(value, session.today) : {};
  const add = useMutation({
    mutationFn: () => api.call<Registered>("/machines", { method: "POST", body: bodyOf(value) }),
    onSuccess: onDone,
  });
  const change = (part: Partial<NewMachine>) => setValue({ ...value, ...part });
  const said = (name: keyof NewMachine, hint?: string) => {
    const complaint = complaints[name];
    return {
      input: {
        id: `m-${name}`,
        "aria-describedby": `m-${name}-help`,
        "aria-invalid": Boolean(complaint),
      },
      help: (
        <p id={`m-${name}-help`} className={complaint ? "fl-bad" : "fl-help"}>
          {complaint ? say(complaint.text, complaint.params) : hint}
        </p>
      ),
    };
  };
  const row = (name: keyof NewMachine, label: string, input: (given: object) => ReactNode, hint?: string) => {
    const parts = said(name, hint);
    return (
      <div className="fl-row">
        <label className="fl" htmlFor={`m-${name}`}>
          {label}
        </label>
        {input(parts.input)}
        {parts.help}
      </div>
    );
  };
  return (
    <Dialog
      title={say(T.add)}
      width={640}
      onClose={onClose}
      ok={{
        text: say(T.add),
        busy: add.isPending,
        onOk: () => {
          setAsked(true);
          if (Object.keys(newMachineComplaints(value, session.today)).length === 0) add.mutate();
        },
      }}
    >
      {row("name", say(T.name), (given) => (
        <Input
          {...given}
          autoComplete="off"
          maxLength={50}
          value={value.name}
          onChange={(e) => change({ name: e.target.value })}
        />
      ))}
      {row(
        "purpose",
        say(T.purpose),
        (given) => (
          <Input
            {...given}
            autoComplete="off"
            maxLength={200}
            value={value.purpose}
            onChange={(e) => change({ purpose: e.target.value })}
          />
        ),
        say(T.purposeHint),
      )}
      <fieldset className="fl-row">
        <legend className="fl">{say(T.scopes)}</legend>
        <div className="explained">
          {machineScopes
            .filter((scope) => scopes.includes(scope))
            .map((scope) => (
              <Tick
                key={scope}
                checked={value.scopes.includes(scope)}
                onChange={(e) =>
                  change({
                    scopes: machineScopes.filter((s) =>
                      s === scope ? e.target.checked : value.scopes.includes(s),
                    ),
                  })
                }
              >
                {say(scopeNames[scope])} <code>{scope}</code>
                <small className="muted">{say(scopeAllows[scope])}</small>
              </Tick>
            ))}
        </div>
        {said("scopes", say(T.scopesHint)).help}
      </fieldset>
      <fieldset className="fl-row">
        <legend className="fl">{say(T.means)}</legend>
        <div className="explained">
          {(
            [
              ["private_key_jwt", T.byKey, T.byKeyHint],
              ["client_secret_basic", T.bySecret, T.bySecretHint],
            ] as const
          ).map(([auth, title, hint]) => (
            <Tick
              key={auth}
              type="radio"
              name="m-auth"
              checked={value.auth === auth}
              onChange={() => change({ auth })}
            >
              {say(title)}
              <small className="muted">{say(hint)}</small>
            </Tick>
          ))}
        </div>
      </fieldset>
      {value.auth === "private_key_jwt" && (
        <KeyField
          value={value.publicKey}
          complaint={complaints.publicKey?.text}
          onChange={(publicKey) => change({ publicKey })}
        />
      )}
      {row(
        "networks",
        say(T.networks),
        (given) => (
          <textarea
            {...given}
            className="ta mono"
            rows={2}
            spellCheck={false}
            value={value.networks}
            onChange={(e) => change({ networks: e.target.value })}
          />
        ),
        say(T.networksHint),
      )}
      {row(
        "until",
        say(T.expiry),
        () => (
          <DayInput
            id="m-until"
            value={value.until}
            aria={{ "aria-describedby": "m-until-help", "aria-invalid": Boolean(complaints.until) }}
            onChange={(until) => change({ until: until ?? "" })}
          />
        ),
        say(T.expiryHint),
      )}
      {add.error && <Refused thrown={add.error} />}
    </Dialog>
  );
}

const bodyOf = ({ networks, until, publicKey, ...given }: NewMachine) => ({
  ...given,
  name: given.name.trim(),
  purpose: given.purpose.trim(),
  ...(given.auth === "private_key_jwt" ? { publicKey: publicKey.trim() } : {}),
  addresses: linesOf(networks),
  expiresAt: endOfDay(until),
});
