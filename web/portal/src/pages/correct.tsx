import type { ClockView, Column, CorrectionReceipt, Dataset, Problem } from "../api-types.ts";
import { usePage } from "../page.ts";
import { ClockLine } from "../parts/clock-line.tsx";
import { Field } from "../parts/field.tsx";
import { Frame } from "../parts/frame.tsx";
import { Icon } from "../parts/icon.tsx";
import { ArticleLink, Crumbs, Own } from "../parts/small.tsx";
import { urls } from "../urls.ts";
import type { CorrectionForm, FormProblems } from "./correct-form.ts";
import { limits } from "./correct-form.ts";

export interface CorrectData {
  readonly dataset: Dataset;
  readonly form: CorrectionForm;
  readonly token: string;
  readonly problems: FormProblems;
  /** Why the form as a whole was not taken. */
  readonly refusal: Problem | undefined;
  readonly expired: boolean;
}

/** 校核申请, open to anybody without an account (Art. 17). */
export function Correct({ data }: { data: CorrectData }) {
  const page = usePage();
  const { t } = page;
  const { dataset, form, problems } = data;
  const { entry } = dataset;
  const text = t.correct;
  const wrong = Object.entries(problems);
  return (
    <Frame
      head={{
        title: text.title,
        description: text.description,
        canonical: urls.correct(entry.code),
        noIndex: true,
        nav: "search",
      }}
    >
      <div class="wrap narrow">
        <Crumbs
          trail={[[t.search.title, urls.search()], [entry.name, urls.dataset(entry.code)], [text.title]]}
        />
        <h1>{text.title}</h1>
        <p class="lead-s">
          {text.about(entry.name)} <ArticleLink article="17" />
        </p>
        {(wrong.length > 0 || data.refusal || data.expired) && (
          <div class="problem box" role="alert">
            <h2>{data.refusal ? text.refused : text.problems}</h2>
            {data.expired && <p>{text.expired}</p>}
            {data.refusal && (
              <p>{page.say(data.refusal.detail) || data.refusal.title || data.refusal.code}</p>
            )}
            <ul>
              {wrong.map(([name, problem]) => (
                <li key={name}>
                  <a href={`#${name}`}>{problem}</a>
                </li>
              ))}
            </ul>
          </div>
        )}
        <form class="card form" method="post" action={urls.correct(entry.code)} autoComplete="off">
          <input type="hidden" name="token" value={data.token} />
          <To form={form} problem={problems.to} provider={entry.provider.name} />
          <fieldset>
            <legend>{text.where}</legend>
            <Field
              name="row"
              label={text.row}
              hint={text.rowHint}
              value={form.row}
              problem={problems.row}
              max={limits.row}
              optional
            />
            <ColumnChoice columns={columnsOf(dataset)} chosen={form.column} />
          </fieldset>
          <Field
            name="found"
            label={text.found}
            hint={text.foundHint}
            value={form.found}
            problem={problems.found}
            lines={4}
            max={limits.found}
          />
          <Field
            name="shouldBe"
            label={text.shouldBe}
            value={form.shouldBe}
            problem={problems.shouldBe}
            lines={2}
            max={limits.shouldBe}
            optional
          />
          <Field
            name="evidence"
            label={text.evidence}
            hint={text.evidenceHint}
            value={form.evidence}
            problem={problems.evidence}
            lines={2}
            max={limits.evidence}
            optional
          />
          <Field
            name="contact"
            label={text.contact}
            hint={text.contactHint}
            value={form.contact}
            problem={problems.contact}
            max={limits.contact}
            optional
          />
          <p class="btns">
            <button class="btn p big" type="submit">
              {text.send}
            </button>
            <a class="btn t" href={urls.dataset(entry.code)}>
              {text.back}
            </a>
          </p>
        </form>
      </div>
    </Frame>
  );
}

const columnsOf = ({ current, entry }: Dataset): readonly Pick<Column, "name" | "label">[] =>
  current?.columns ?? (entry.items ?? []).map(({ column, name }) => ({ name: column, label: name }));

function To({
  form,
  problem,
  provider,
}: {
  form: CorrectionForm;
  problem: string | undefined;
  provider: string;
}) {
  const { t } = usePage();
  const text = t.correct;
  const choices = [
    ["agency", text.toAgency(provider), text.toAgencyHint],
    ["authority", text.toAuthority, text.toAuthorityHint],
  ] as const;
  return (
    <fieldset class={problem ? "bad" : undefined} id="to">
      <legend>{text.to}</legend>
      {problem && <p class="wrong">{problem}</p>}
      {choices.map(([value, label, hint]) => (
        <label key={value} class="choice">
          <input type="radio" name="to" value={value} checked={form.to === value} required />
          <span>
            <b>{label}</b>
            <small>{hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function ColumnChoice({
  columns,
  chosen,
}: {
  columns: readonly Pick<Column, "name" | "label">[];
  chosen: string;
}) {
  const { t } = usePage();
  if (columns.length === 0) return <input type="hidden" name="column" value="" />;
  return (
    <div class="field">
      <label for="column">
        {t.correct.column}
        <small>{t.correct.optional}</small>
      </label>
      <select id="column" name="column">
        <option value="">{t.correct.wholeRow}</option>
        {columns.map((column) => (
          <option key={column.name} value={column.name} selected={column.name === chosen}>
            {column.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface Received {
  readonly dataset: Dataset;
  readonly receipt: CorrectionReceipt;
  /** The period that began with the request. */
  readonly clock: ClockView | undefined;
}

/** The receipt. The secret is shown here and nowhere else. */
export function CorrectionReceived({ dataset, receipt, clock }: Received) {
  const { t } = usePage();
  const text = t.correct;
  const { entry } = dataset;
  const number = receipt.followUp?.number ?? receipt.case?.number ?? "";
  return (
    <Frame
      head={{ title: text.doneTitle, canonical: urls.correct(entry.code), noIndex: true, nav: "search" }}
    >
      <div class="wrap narrow">
        <div class="card receipt">
          <p class="seal">
            <Icon name="check" />
          </p>
          <h1>{text.doneTitle}</h1>
          <p>{text.doneLead}</p>
          <dl class="slip">
            <div>
              <dt>{text.number}</dt>
              <dd>
                <code>{number}</code>
              </dd>
            </div>
            {receipt.followUp && (
              <div>
                <dt>{text.secret}</dt>
                <dd>
                  <code>{receipt.followUp.secret}</code>
                </dd>
              </div>
            )}
            <div>
              <dt>{t.followUp.subject}</dt>
              <dd>
                <Own>{entry.name}</Own>
              </dd>
            </div>
          </dl>
          {clock && (
            <ul class="clocks">
              <ClockLine clock={clock} />
            </ul>
          )}
          <p class="muted xs">{text.print}</p>
          <p class="btns">
            <button class="btn" type="button" hidden data-print>
              <Icon name="print" small />
              {t.print}
            </button>
            <a class="btn p" href={urls.caseOf(number)}>
              {text.follow}
            </a>
            <a class="btn" href={urls.dataset(entry.code)}>
              {text.back}
            </a>
          </p>
        </div>
      </div>
    </Frame>
  );
}
