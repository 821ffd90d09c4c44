import { usePage } from "../page.ts";

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly problem?: string | undefined;
  readonly lines?: number;
  readonly max?: number;
  readonly optional?: boolean;
  readonly autoComplete?: string;
}

/** One labelled input with its hint and, where something is wrong, what. */
export function Field(props: FieldProps) {
  const { t } = usePage();
  const { name, label, hint, value = "", problem, lines, max, optional, autoComplete } = props;
  const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(" ");
  const common = {
    id: name,
    name,
    maxLength: max,
    required: !optional,
    "aria-describedby": described || undefined,
    "aria-invalid": problem ? ("true" as const) : undefined,
  };
  return (
    <div class={problem ? "field bad" : "field"}>
      <label for={name}>
        {label}
        {optional && <small>{t.correct.optional}</small>}
      </label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="wrong" id={`${name}-problem`}>
          {problem}
        </p>
      )}
      {lines ? (
        <textarea {...common} rows={lines}>
          {value}
        </textarea>
      ) : (
        <input {...common} type="text" value={value} autoComplete={autoComplete ?? "off"} />
      )}
    </div>
  );
}
