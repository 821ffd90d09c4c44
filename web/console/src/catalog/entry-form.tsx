import { Input } from "antd";
import { type ReactNode, useState } from "react";
import { citeArticle } from "../article.ts";
import type { EntryDraft, Vocabulary, VocabularyTerm } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { editorTexts as T } from "../texts/catalog.ts";
import { fieldTexts } from "../texts/fields.ts";
import { uiTexts } from "../texts/ui.ts";
import { Tick } from "../ui/tick.tsx";
import type { Complaint } from "./entry-rules.ts";

export interface FormProps {
  draft: EntryDraft;
  vocabulary: Vocabulary;
  complaints: readonly Complaint[];
  /** Complaints are shown at the fields once submitting has been tried. */
  shown: boolean;
  /** The entry is published: share and open types are changed elsewhere. */
  fixed: boolean;
  onChange: (change: Partial<EntryDraft>) => void;
}

/** One labelled control with its hint and complaints. */
export function Row(props: {
  id: string;
  label: string;
  hint?: string;
  given: FormProps;
  children: ReactNode;
  wide?: boolean;
}) {
  const { say, lang } = useLanguage();
  const mine = props.given.shown ? props.given.complaints.filter((c) => c.path === props.id) : [];
  return (
    <div className={props.wide ? "ef wide" : "ef"} data-path={props.id}>
      <label className="fl" htmlFor={`e-${props.id}`}>
        {props.label}
      </label>
      {props.children}
      {props.hint && (
        <p className="fl-help" id={`e-${props.id}-help`}>
          {props.hint}
        </p>
      )}
      {mine.map((c) => (
        <p className="fl-bad" key={c.text.en}>
          {say(c.text, c.params)}（{citeArticle(c.article, lang)}）
        </p>
      ))}
    </div>
  );
}

export const isBad = (given: FormProps, path: string) =>
  given.shown && given.complaints.some((c) => c.path === path);

export function Choice(props: {
  given: FormProps;
  name: "format" | "fields32" | "class" | "grade" | "updateCycle" | "shareMode";
  terms: readonly VocabularyTerm[];
}) {
  const { say } = useLanguage();
  const { given, name } = props;
  return (
    <Row id={name} label={say(fieldTexts[name])} given={given}>
      <select
        id={`e-${name}`}
        value={given.draft[name] ?? ""}
        aria-invalid={isBad(given, name) || undefined}
        onChange={(e) => given.onChange({ [name]: e.target.value || undefined })}
      >
        <option value="">{say(uiTexts.choose)}</option>
        {props.terms.map((t) => (
          <option key={t.value} value={t.value}>
            {say(t.label)}
          </option>
        ))}
      </select>
    </Row>
  );
}

export function BasicsFields(given: FormProps) {
  const { say } = useLanguage();
  const { draft, onChange } = given;
  return (
    <>
      <Row id="name" label={say(fieldTexts.name)} hint={say(T.nameHint)} given={given} wide>
        <Input
          id="e-name"
          value={draft.name}
          maxLength={120}
          status={isBad(given, "name") ? "error" : ""}
          aria-describedby="e-name-help"
          onChange={(e) => onChange({ name: e.target.value })}
        />
      </Row>
      <Row id="abstract" label={say(fieldTexts.abstract)} hint={say(T.abstractHint)} given={given} wide>
        <textarea
          className="ta"
          id="e-abstract"
          value={draft.abstract ?? ""}
          maxLength={3000}
          rows={3}
          aria-invalid={isBad(given, "abstract") || undefined}
          aria-describedby="e-abstract-help"
          onChange={(e) => onChange({ abstract: e.target.value })}
        />
      </Row>
      <Row id="basis" label={say(fieldTexts.basis)} hint={say(T.basisHint)} given={given} wide>
        <Input
          id="e-basis"
          value={draft.basis ?? ""}
          maxLength={500}
          status={isBad(given, "basis") ? "error" : ""}
          aria-describedby="e-basis-help"
          onChange={(e) => onChange({ basis: e.target.value })}
        />
      </Row>
      <Choice given={given} name="format" terms={given.vocabulary.formats} />
      <Choice given={given} name="fields32" terms={given.vocabulary.fields} />
      <Choice given={given} name="updateCycle" terms={given.vocabulary.cycles} />
      <ListRow given={given} name="keywords" hint={say(T.keywordsHint)} />
    </>
  );
}

/** A list typed as words between commas. The text stays as typed while the field has the focus. */
function ListRow({ given, name, hint }: { given: FormProps; name: "keywords" | "related"; hint: string }) {
  const { say } = useLanguage();
  const [typed, setTyped] = useState<string | null>(null);
  const list = given.draft[name] ?? [];
  return (
    <Row id={name} label={say(fieldTexts[name])} hint={hint} given={given}>
      <Input
        id={`e-${name}`}
        value={typed ?? list.join("、")}
        aria-describedby={`e-${name}-help`}
        onBlur={() => setTyped(null)}
        onChange={(e) => {
          setTyped(e.target.value);
          const words = e.target.value.split(/[,，、;；\s]+/).filter(Boolean);
          given.onChange({ [name]: [...new Set(words)].slice(0, name === "keywords" ? 20 : 50) });
        }}
      />
    </Row>
  );
}

export function GradingFields(given: FormProps) {
  const { say } = useLanguage();
  const note = given.vocabulary.grades.find((g) => g.value === given.draft.grade)?.note;
  return (
    <>
      <Choice given={given} name="class" terms={given.vocabulary.classes} />
      <Choice given={given} name="grade" terms={given.vocabulary.grades} />
      {note && <p className="fl-help wide">{say(note)}</p>}
      <ListRow given={given} name="related" hint={say(T.relatedHint)} />
      <div className="ef wide" data-path="stateSecret">
        <Tick
          id="e-stateSecret"
          checked={given.draft.stateSecret ?? false}
          onChange={(e) => given.onChange({ stateSecret: e.target.checked })}
        >
          {say(T.stateSecret)}
        </Tick>
        <p className="fl-help">{say(T.stateSecretHint)}</p>
      </div>
    </>
  );
}
