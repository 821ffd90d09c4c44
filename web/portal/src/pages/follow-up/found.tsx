import type { FollowUpView, Receipt } from "../../api-types.ts";
import { count, moment } from "../../format.ts";
import { usePage } from "../../page.ts";
import { ClockLine } from "../../parts/clock-line.tsx";
import type { Tone } from "../../parts/small.tsx";
import { ArticleLink, Own, Tag } from "../../parts/small.tsx";
import { urls } from "../../urls.ts";
import { EvidenceForm } from "./evidence-form.tsx";

export interface FoundCase {
  readonly view: FollowUpView;
  /** One for each act of the history, in its order; undefined where they could not be had. */
  readonly receipts: readonly Receipt[] | undefined;
  /** Number and secret, sealed for this reader. */
  readonly pass: string;
}

const tones: Record<string, Tone> = {
  draft: "plain",
  waiting: "info",
  good: "ok",
  bad: "danger",
  closed: "plain",
};

/** A case as its applicant sees it: state, clocks, what was done with its receipts, and the evidence to take along. */
export function Found({ found, token }: { found: FoundCase; token: string }) {
  const page = usePage();
  const { t, lang } = page;
  const text = t.followUp;
  const { view } = found;
  const subject = view.subjectTitle ?? view.title;
  return (
    <>
      <h1>{page.say(view.procedureTitle)}</h1>
      <p class="tags">
        <Tag tone={tones[view.tone ?? ""] ?? "info"}>{page.say(view.stateTitle)}</Tag>
        <span class="fmt">{view.number}</span>
      </p>
      <dl class="card slip wide">
        <div>
          <dt>{text.opened}</dt>
          <dd>{moment(view.openedAt, lang)}</dd>
        </div>
        {subject && (
          <div>
            <dt>{text.subject}</dt>
            <dd>
              {view.subject ? (
                <a href={urls.dataset(view.subject)}>
                  <Own>{subject}</Own>
                </a>
              ) : (
                <Own>{subject}</Own>
              )}
            </dd>
          </div>
        )}
      </dl>
      {!!view.clocks?.length && (
        <section class="block" aria-labelledby="clocks">
          <h2 id="clocks">{text.clocks}</h2>
          <ul class="card clocks">
            {view.clocks.map((clock) => (
              <ClockLine key={`${clock.name} ${clock.startedOn}`} clock={clock} />
            ))}
          </ul>
        </section>
      )}
      <Acts found={found} />
      <Evidence found={found} token={token} />
      <p class="btns">
        <a class="btn" href={urls.followUp}>
          {text.again}
        </a>
      </p>
    </>
  );
}

function Acts({ found }: { found: FoundCase }) {
  const page = usePage();
  const { t, lang } = page;
  const text = t.followUp;
  const history = found.view.history ?? [];
  if (history.length === 0) return null;
  return (
    <section class="block" aria-labelledby="acts">
      <h2 id="acts">{text.history}</h2>
      {!found.receipts && <p class="lead-s">{text.receiptsDown}</p>}
      <ol class="card acts">
        {history.map((act, i) => (
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
            <Place receipt={found.receipts?.[i]} />
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
  );
}

/** Where in the log the act stands, or that it waits for its place. */
function Place({ receipt }: { receipt: Receipt | undefined }) {
  const { t, lang } = usePage();
  if (!receipt) return null;
  const { index } = receipt;
  if (index === null) return <span class="rc muted">{t.followUp.entryWaiting}</span>;
  return (
    <a class="rc" href={urls.ledgerEntry(index)}>
      {t.followUp.entry(count(index, lang))}
    </a>
  );
}

function Evidence({ found, token }: { found: FoundCase; token: string }) {
  const { t } = usePage();
  const text = t.followUp;
  const waits = found.receipts?.some(({ index }) => index === null);
  return (
    <section class="block" aria-labelledby="evidence">
      <h2 id="evidence">{text.evidence}</h2>
      <p class="lead-s">
        {text.evidenceText} <a href={`${urls.ledger}#verify`}>{text.evidenceHow}</a>
      </p>
      {waits && <p class="lead-s">{text.evidenceWaits}</p>}
      <EvidenceForm pass={found.pass} token={token} label={text.evidenceGo} />
    </section>
  );
}
