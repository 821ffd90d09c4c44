import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { api } from "../api.ts";
import { type Person, type Role, roles } from "../api-types.ts";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { roleTexts } from "../texts/login.ts";
import { peopleTexts as T } from "../texts/supervision.ts";
import { uiTexts } from "../texts/ui.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Refused } from "../ui/states.tsx";
import { Tick } from "../ui/tick.tsx";
import { type NewPerson, newPersonComplaints } from "./new-person.ts";

function RoleChecks({ value, onChange }: { value: Role[]; onChange: (roles: Role[]) => void }) {
  const { say } = useLanguage();
  return (
    <div className="ticks">
      {roles.map((role) => (
        <Tick
          key={role}
          checked={value.includes(role)}
          onChange={(e) => onChange(roles.filter((r) => (r === role ? e.target.checked : value.includes(r))))}
        >
          {say(roleTexts[role])}
        </Tick>
      ))}
    </div>
  );
}

/** Changes what somebody may do. */
export function RolesDialog(props: {
  person: Person;
  onClose: () => void;
  onSave: (roles: Role[]) => Promise<unknown>;
}) {
  const { say } = useLanguage();
  const [value, setValue] = useState<Role[]>(props.person.roles);
  const save = useMutation({ mutationFn: () => props.onSave(value) });
  return (
    <Dialog
      title={say(T.rolesOf, { name: props.person.name })}
      onClose={props.onClose}
      ok={{
        text: say(uiTexts.save),
        disabled: value.length === 0,
        busy: save.isPending,
        onOk: () => save.mutate(),
      }}
    >
      <RoleChecks value={value} onChange={setValue} />
      {value.length === 0 && <p className="fl-bad">{say(T.needRoles)}</p>}
      {save.error && <Refused thrown={save.error} />}
    </Dialog>
  );
}

/** Adds somebody to the organisation, with a first password. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { say } = useLanguage();
  const client = useQueryClient();
  const [value, setValue] = useState<NewPerson>({ name: "", login: "", password: "", roles: ["officer"] });
  const [asked, setAsked] = useState(false);
  const complaints = asked ? newPersonComplaints(value) : {};
  const add = useMutation({
    mutationFn: () => api.call("/people", { method: "POST", body: { ...value, name: value.name.trim() } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["people"] });
      onClose();
    },
  });
  const field = (name: "name" | "login" | "password", label: string, hint?: string) => {
    const complaint = complaints[name];
    return (
      <div className="fl-row">
        <label className="fl" htmlFor={`p-${name}`}>
          {label}
        </label>
        <Input
          id={`p-${name}`}
          type={name === "password" ? "password" : "text"}
          autoComplete={name === "password" ? "new-password" : "off"}
          value={value[name]}
          status={complaint ? "error" : ""}
          aria-describedby={`p-${name}-help`}
          aria-invalid={Boolean(complaint)}
          onChange={(e) => setValue({ ...value, [name]: e.target.value })}
        />
        <p id={`p-${name}-help`} className={complaint ? "fl-bad" : "fl-help"}>
          {complaint ? say(complaint.text, complaint.params) : hint}
        </p>
      </div>
    );
  };
  return (
    <Dialog
      title={say(T.add)}
      onClose={onClose}
      ok={{
        text: say(T.add),
        busy: add.isPending,
        onOk: () => {
          setAsked(true);
          if (Object.keys(newPersonComplaints(value)).length === 0) add.mutate();
        },
      }}
    >
      {field("name", say(T.name))}
      {field("login", say(T.login), say(T.loginHint))}
      {field("password", say(T.password), say(T.passwordHint))}
      <fieldset className="fl-row">
        <legend className="fl">{say(T.roles)}</legend>
        <RoleChecks value={value.roles} onChange={(given) => setValue({ ...value, roles: given })} />
        {complaints.roles && <p className="fl-bad">{say(complaints.roles.text)}</p>}
      </fieldset>
      {add.error && <Refused thrown={add.error} />}
    </Dialog>
  );
}
