import type { FollowUpView } from "../api-types.ts";
import { moment } from "../format.ts";
import { usePage } from "../page.ts";
import { ClockLine } from "../parts/clock-line.tsx";
import { Field } from "../parts/field.tsx";
import { Frame } from "../parts/frame.tsx";
import type { Tone } from "../parts/small.tsx";
import { ArticleLink, Crumbs, Own, Tag } from "../parts/small.tsx";
import { urls } from "../urls.ts";

export interface FollowUpData {
  readonly number: string;
  readonly problem: "missing" | "wrong" | "tooMany" | "expired" | undefined;
  readonly found: FollowUpView | undefined;
  readonly token: string;
}

const tones: Record<string, Tone> = {
  draft: "plain",
  waiting: "info",
  good: "ok",
  bad: "danger",
  closed: "plain",
};

/** A case followed by who has its number and secret; nothing is shown to who has not. */
export function FollowUp({ data }: { data: FollowUpData }) {
  const { t } = usePage();
  const text = t.followUp;
  return (
    <Frame
      head={{
        title: text.title,
        description: text.lead,
        canonical: urls.followUp,
        noIndex: true,
        nav: "followUp",
      }}
    >
      <div class="wrap narrow">
        <Crumbs trail={[[text.title]]} />
        {data.found ? <Found found={data.found} /> : <Ask data={data} />}
      </div>
    </Frame>
  );
}

function Ask({ data }: { data: FollowUpData }) {
  const { t } = usePage();
  const text = t.followUp;
  return (
    <>
      <h1>{text.title}</h1>
      <p class="lead-s">{text.lead}</p>
      {data.problem && (
        <div class="problem box" role="alert">
          <h2>{data.problem === "expired" ? t.correct.expired : text[data.problem]}</h2>
          {data.problem === "wrong" && <p>{text.wrongText}</p>}
        </div>
      )}
      <form class="card form" method="post" action={urls.followUp} autoComplete="off">
        <input type="hidden" name="token" value={data.token} />
        <Field name="number" label={text.number} hint={text.numberHint} value={data.number} max={40} />
        <Field name="secret" label={text.secret} hint={text.secretHint} max={60} />
        <p class="btns">
          <button class="btn p big" type="submit">
            {text.go}
          </button>
        </p>
      </form>
    </>
  );
}

function Found({ found }: { found: FollowUpView }) {
  const page = usePage();
  const { t, lang } = page;
  const text = t.followUp;
  const subject = found.subjectTitle ?? found.title;
  return (
    <>
      <h1>{page.say(found.procedureTitle)}</h1>
      <p class="tags">
        <Tag tone={tones[found.tone ?? ""] ?? "info"}>{page.say(found.stateTitle)}</Tag>
        <span class="fmt">{found.number}</span>
      </p>
      <dl class="card slip wide">
        <div>
          <dt>{text.opened}</dt>
          <dd>{moment(found.openedAt, lang)}</dd>
        </div>
        {subject && (
          <div>
            <dt>{text.subject}</dt>
            <dd>
              {found.subject ? (
                <a href={urls.dataset(found.subject)}>
                  <Own>{subject}</Own>
                </a>
              ) : (
                <Own>{subject}</Own>
              )}
            </dd>
          </div>
        )}
      </dl>
      {!!found.clocks?.length && (
        <section class="block" aria-labelledby="clocks">
          <h2 id="clocks">{text.clocks}</h2>
          <ul class="card clocks">
            {found.clocks.map((clock) => (
              <ClockLine key={`${clock.name} ${clock.startedOn}`} clock={clock} />
            ))}
          </ul>
        </section>
      )}
      {!!found.history?.length && (
        <section class="block" aria-labelledby="acts">
          <h2 id="acts">{text.history}</h2>
          <ol class="card acts">
            {found.history.map((act) => (
              <li key={`${act.at} ${page.say(act.title)}`}>
                <b>{page.say(act.title)}</b>
                <span class="m">
                  <time dateTime={act.at}>{moment(act.at, lang)}</time>
                  {act.org && (
                    <span>
                      <Own>{act.org.name}</Own>
                    </span>
                  )}
                  <ArticleLink article={act.article} />
                </span>
                {act.outcome && (
                  <p class="outcome">
                    <span class="muted">
                      {text.outcome}
                      {t.colon}
                    </span>
                    <Own>{act.outcome}</Own>
                  </p>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
      <p class="btns">
        <a class="btn" href={urls.followUp}>
          {text.again}
        </a>
      </p>
    </>
  );
}
