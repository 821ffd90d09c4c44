import type { ReactNode } from "react";
import { citeArticle } from "../article.ts";
import type { VocabularyTerm } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { editorTexts as T } from "../texts/catalog.ts";
import { fieldTexts } from "../texts/fields.ts";
import { BasisFields } from "./basis-fields.tsx";
import { Choice, type FormProps, isBad, Row } from "./entry-form.tsx";

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
