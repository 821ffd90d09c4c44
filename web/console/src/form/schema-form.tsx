import { Button, Input, InputNumber } from "antd";
import { useId } from "react";
import { useLanguage } from "../language.tsx";
import { uiTexts as T } from "../texts/ui.ts";
import { Icon } from "../ui/icon.tsx";
import { Tick } from "../ui/tick.tsx";
import type { Complaints } from "./check.ts";
import "./form.css";
import { DayInput } from "./day-input.tsx";
import { emptyOf, type Field, type Values } from "./schema.ts";

interface Props {
  fields: readonly Field[];
  values: Values;
  complaints: Complaints;
  onChange: (values: Values) => void;
  /** Path of these fields in the whole form, with a trailing slash. */
  at?: string;
}

/** A form made from a JSON Schema: one labelled control per field, each with its complaint beside it. */
export function SchemaForm({ fields, values, complaints, onChange, at = "" }: Props) {
  return (
    <>
      {fields.map((field) =>
        field.kind === "fixed" ? null : (
          <FieldControl
            key={field.name}
            field={field}
            path={`${at}${field.name}`}
            value={values[field.name]}
            complaints={complaints}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
          />
        ),
      )}
    </>
  );
}

interface ControlProps {
  field: Field;
  path: string;
  value: unknown;
  complaints: Complaints;
  onChange: (value: unknown) => void;
}

function FieldControl(props: ControlProps) {
  const { field, path, value, complaints, onChange } = props;
  const { say } = useLanguage();
  const id = useId();
  const complaint = complaints[path];
  const described = [field.help ? `${id}-help` : "", complaint ? `${id}-bad` : ""].filter(Boolean).join(" ");
  const aria = {
    ...(described ? { "aria-describedby": described } : {}),
    ...(complaint ? { "aria-invalid": true } : {}),
    ...(field.required ? { "aria-required": true } : {}),
  };
  const label = (
    <>
      {say(field.label)}
      {!field.required && field.kind !== "boolean" && <small>{say(T.optional)}</small>}
    </>
  );
  const below = (
    <>
      {field.help && (
        <p className="fl-help" id={`${id}-help`}>
          {say(field.help)}
        </p>
      )}
      {complaint && (
        <p className="fl-bad" id={`${id}-bad`}>
          {say(complaint)}
        </p>
      )}
    </>
  );

  if (field.kind === "group")
    return (
      <fieldset className="fl-group">
        <legend className="fl">{say(field.label)}</legend>
        <SchemaForm
          fields={field.fields ?? []}
          values={(value ?? {}) as Values}
          complaints={complaints}
          onChange={onChange}
          at={`${path}/`}
        />
      </fieldset>
    );
  if (field.kind === "list") return <ListControl {...props} below={below} label={label} />;
  if (field.kind === "boolean")
    return (
      <div className="fl-row" data-path={path}>
        <Tick checked={Boolean(value)} onChange={(e) => onChange(e.target.checked)} {...aria}>
          {say(field.label)}
        </Tick>
        {below}
      </div>
    );
  if (field.kind === "choice" && (field.choices?.length ?? 0) <= 6)
    return (
      <fieldset className="fl-row fl-choices" data-path={path} aria-describedby={described || undefined}>
        <legend className="fl">{label}</legend>
        {field.choices?.map((choice) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={id}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
            />
            {say(choice.label)}
          </label>
        ))}
        {below}
      </fieldset>
    );
  return (
    <div className="fl-row" data-path={path}>
      <label className="fl" htmlFor={id}>
        {label}
      </label>
      {field.kind === "choice" ? (
        <select
          id={id}
          value={String(value ?? "")}
          onChange={(e) => onChange(field.choices?.find((c) => String(c.value) === e.target.value)?.value)}
          {...aria}
        >
          <option value="">{say(T.choose)}</option>
          {field.choices?.map((choice) => (
            <option key={choice.value} value={String(choice.value)}>
              {say(choice.label)}
            </option>
          ))}
        </select>
      ) : field.kind === "date" ? (
        <DayInput id={id} value={String(value ?? "")} onChange={onChange} aria={aria} />
      ) : field.kind === "number" ? (
        <InputNumber
          id={id}
          value={value as number}
          onChange={(v) => onChange(v ?? undefined)}
          controls={false}
          style={{ width: "100%" }}
          status={complaint ? "error" : ""}
          {...aria}
        />
      ) : field.kind === "textarea" ? (
        <textarea
          className="ta"
          id={id}
          rows={3}
          value={String(value ?? "")}
          onChange={(e) => onChange(e.target.value)}
          {...aria}
        />
      ) : (
        <Input
          id={id}
          placeholder={field.example}
          value={String(value ?? "")}
          onChange={(e) => onChange(e.target.value)}
          status={complaint ? "error" : ""}
          {...aria}
        />
      )}
      {below}
    </div>
  );
}

function ListControl(props: ControlProps & { below: React.ReactNode; label: React.ReactNode }) {
  const { field, path, value, complaints, onChange } = props;
  const { say } = useLanguage();
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const of = field.of;
  if (!of) return null;
  return (
    <fieldset className="fl-row fl-list" data-path={path}>
      <legend className="fl">{props.label}</legend>
      {list.map((member, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: members of a list have no name but their place
        <div className="fl-member" key={i}>
          <FieldControl
            field={{ ...of, label: numbered(field.label, i + 1) }}
            path={`${path}/${i}`}
            value={member}
            complaints={complaints}
            onChange={(changed) => onChange(list.map((m, at) => (at === i ? changed : m)))}
          />
          <Button
            size="small"
            type="text"
            aria-label={say(T.removeNth, { n: i + 1 })}
            onClick={() => onChange(list.filter((_m, at) => at !== i))}
          >
            <Icon name="close" small />
          </Button>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...list, emptyOf(of)])}>
        <Icon name="plus" small />
        {say(T.add)}
      </Button>
      {props.below}
    </fieldset>
  );
}

const numbered = (label: { zh: string; en: string }, n: number) => ({
  zh: `${label.zh} ${n}`,
  en: `${label.en} ${n}`,
});
