import { Input } from "antd";
import type { Ref } from "react";

interface Props {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong, in words; takes the place of the hint. */
  bad?: string | undefined;
  hint?: string | undefined;
  kind?: "text" | "password" | "code";
  autoComplete?: string;
  autoFocus?: boolean;
  large?: boolean;
  fieldRef?: Ref<HTMLInputElement>;
}

/** One line to be typed, with its words and what is wrong with it. */
export function Field(props: Props) {
  const { id, label, value, bad, hint, kind = "text" } = props;
  const shared = {
    id,
    value,
    autoComplete: props.autoComplete ?? (kind === "code" ? "one-time-code" : "off"),
    status: bad ? ("error" as const) : ("" as const),
    "aria-invalid": Boolean(bad),
    "aria-describedby": `${id}-help`,
    autoFocus: props.autoFocus ?? false,
    ...(props.large ? { size: "large" as const } : {}),
    onChange: (event: { target: { value: string } }) => props.onChange(event.target.value),
    ref: (field: { input: HTMLInputElement | null } | null) => {
      const target = props.fieldRef;
      if (typeof target === "function") target(field?.input ?? null);
      else if (target) target.current = field?.input ?? null;
    },
  };
  return (
    <div className="fl-row">
      <label className="fl" htmlFor={id}>
        {label}
      </label>
      {kind === "password" ? (
        <Input.Password {...shared} />
      ) : (
        <Input
          {...shared}
          {...(kind === "code" ? { className: "mono", spellCheck: false, autoCapitalize: "none" } : {})}
        />
      )}
      <p id={`${id}-help`} className={bad ? "fl-bad" : "fl-help"}>
        {bad ?? hint ?? ""}
      </p>
    </div>
  );
}
