import { Input } from "antd";
import type { Text } from "../api-types.ts";
import { type Basis, type BasisKind, basisKinds } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { editorTexts as T } from "../texts/catalog.ts";
import { basisTexts } from "../texts/entry.ts";
import { uiTexts } from "../texts/ui.ts";

interface Props {
  id: string;
  label: Text;
  value: Basis | undefined;
  bad: boolean;
  disabled?: boolean;
  /** Kinds that suffice; others are offered too, and said to be too weak. */
  onChange: (basis: Basis | undefined) => void;
}

/** What an attribute rests on: kind of instrument, its title, its clause. */
export function BasisFields({ id, label, value, bad, disabled, onChange }: Props) {
  const { say } = useLanguage();
  const change = (part: Partial<Basis>) => {
    const next = { kind: "law" as BasisKind, title: "", clause: "", ...value, ...part };
    onChange(next.title || next.clause || part.kind ? next : undefined);
  };
  return (
    <fieldset className="basis" disabled={disabled ?? false} aria-describedby={bad ? `${id}-bad` : undefined}>
      <legend className="fl">{say(label)}</legend>
      <div>
        <label htmlFor={`${id}-kind`}>{say(T.basisKind)}</label>
        <select
          id={`${id}-kind`}
          value={value?.kind ?? ""}
          aria-invalid={bad || undefined}
          onChange={(e) => change({ kind: e.target.value as BasisKind })}
        >
          {!value?.kind && <option value="">{say(uiTexts.choose)}</option>}
          {basisKinds.map((kind) => (
            <option key={kind} value={kind}>
              {say(basisTexts[kind])}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor={`${id}-title`}>{say(T.basisTitle)}</label>
        <Input
          id={`${id}-title`}
          value={value?.title ?? ""}
          maxLength={200}
          status={bad ? "error" : ""}
          onChange={(e) => change({ title: e.target.value })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-clause`}>{say(T.basisClause)}</label>
        <Input
          id={`${id}-clause`}
          value={value?.clause ?? ""}
          maxLength={100}
          onChange={(e) => change({ clause: e.target.value })}
        />
      </div>
    </fieldset>
  );
}
