import { Input } from "antd";
import { type ReactNode, useState } from "react";
import { citeArticle } from "../article.ts";
import type { EntryDraft, Vocabulary, VocabularyTerm } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { editorTexts as T } from "../texts/catalog.ts";
import { fieldTexts } from "../texts/fields.ts";
import { uiTexts } from "../texts/ui.ts";
import { Tick } from "../ui/tick.tsx";
import { BasisFields } from "./basis-fields.tsx";
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
function Row(props: {
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

const isBad = (given: FormProps, path: string) =>
  given.shown && given.complaints.some((c) => c.path === path);

function Choice(props: {
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

function TypeChoice({
  given,
  name,
  terms,
}: {
  given: FormProps;
  name: "shareType" | "openType";
  terms: readonly VocabularyTerm[];
}) {
  const { say, lang } = useLanguage();
  const never = name === "openType" && ["important", "core"].includes(given.draft.grade ?? "");
  const mine = given.shown ? given.complaints.filter((c) => c.path === name) : [];
  return (
    <fieldset className="ef wide types" data-path={name} disabled={given.fixed}>
      <legend className="vh">{say(fieldTexts[name])}</legend>
      {terms.map((t) => (
        <label key={t.value}>
          <input
            type="radio"
            name={`e-${name}`}
            checked={given.draft[name] === t.value}
            disabled={never && t.value !== "none"}
            onChange={() => given.onChange({ [name]: t.value })}
          />
          {say(t.label)}
        </label>
      ))}
      {never && <p className="fl-help">{say(T.openNever)}</p>}
      {mine.map((c) => (
        <p className="fl-bad" key={c.text.en}>
          {say(c.text, c.params)}（{citeArticle(c.article, lang)}）
        </p>
      ))}
    </fieldset>
  );
}

export function SharingFields(props: FormProps & { noneAsk: ReactNode }) {
  const { noneAsk, ...given } = props;
  const { say } = useLanguage();
  const { draft, onChange } = given;
  return (
    <>
      <p className="fl-help wide">{say(given.fixed ? T.fixed : T.shareWhy)}</p>
      <TypeChoice given={given} name="shareType" terms={given.vocabulary.shareTypes} />
      {draft.shareType === "none" && !given.fixed && (
        <div className="notice warn wide">
          <p>{say(T.shareNone)}</p>
          {noneAsk}
        </div>
      )}
      {draft.shareType === "conditional" && (
        <Row id="shareCondition" label={say(T.shareCondition)} given={given} wide>
          <textarea
            className="ta"
            id="e-shareCondition"
            value={draft.shareCondition ?? ""}
            maxLength={1000}
            disabled={given.fixed}
            rows={2}
            aria-invalid={isBad(given, "shareCondition") || undefined}
            onChange={(e) => onChange({ shareCondition: e.target.value })}
          />
        </Row>
      )}
      {(draft.shareType === "conditional" || draft.shareType === "none") && (
        <BasisRow given={given} name="shareBasis" label={T.shareBasis} />
      )}
      {draft.shareType !== "none" && (
        <Choice given={given} name="shareMode" terms={given.vocabulary.shareModes} />
      )}
    </>
  );
}

function BasisRow({
  given,
  name,
  label,
}: {
  given: FormProps;
  name: "shareBasis" | "openBasis";
  label: typeof T.shareBasis;
}) {
  const { say, lang } = useLanguage();
  const mine = given.shown ? given.complaints.filter((c) => c.path === name) : [];
  return (
    <div className="ef wide" data-path={name}>
      <BasisFields
        id={`e-${name}`}
        label={label}
        value={given.draft[name]}
        bad={mine.length > 0}
        disabled={given.fixed}
        onChange={(basis) => given.onChange({ [name]: basis })}
      />
      <div id={`e-${name}-bad`}>
        {mine.map((c) => (
          <p className="fl-bad" key={c.text.en}>
            {say(c.text, c.params)}（{citeArticle(c.article, lang)}）
          </p>
        ))}
      </div>
    </div>
  );
}

export function OpeningFields(given: FormProps) {
  const { say } = useLanguage();
  const { draft, onChange } = given;
  return (
    <>
      <p className="fl-help wide">{say(given.fixed ? T.fixed : T.openWhy)}</p>
      <TypeChoice given={given} name="openType" terms={given.vocabulary.openTypes} />
      {draft.openType === "conditional" && (
        <Row id="openCondition" label={say(T.openCondition)} given={given} wide>
          <textarea
            className="ta"
            id="e-openCondition"
            value={draft.openCondition ?? ""}
            maxLength={1000}
            disabled={given.fixed}
            rows={2}
            aria-invalid={isBad(given, "openCondition") || undefined}
            onChange={(e) => onChange({ openCondition: e.target.value })}
          />
        </Row>
      )}
      {draft.openType === "none" && <BasisRow given={given} name="openBasis" label={T.openBasis} />}
    </>
  );
}
