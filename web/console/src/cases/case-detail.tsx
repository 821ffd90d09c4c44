import type { ReactNode } from "react";
import type { CaseView, PartyName } from "../api-types.ts";
import { useLanguage } from "../language.tsx";
import { useProcedures } from "../queries.ts";
import { caseTexts as T } from "../texts/duties.ts";
import { Icon } from "../ui/icon.tsx";
import { ArticleRef, StateTag } from "../ui/tags.tsx";
import { ClocksList } from "./clocks-list.tsx";
import { CorrectionView } from "./correction-view.tsx";
import { DocumentView } from "./document-view.tsx";
import { EntryCaseView } from "./entry-case-view.tsx";
import { History } from "./history.tsx";
import { StepsLine } from "./steps-line.tsx";
import "./case.css";

/** A case, whole: what is asked by whom, where it stands, its clocks, contents and history. */
export function CaseDetail({ view, place }: { view: CaseView; place?: ReactNode }) {
  const { say } = useLanguage();
  const procedures = useProcedures();
  const procedure = procedures.data?.find((p) => p.name === view.procedure);
  return (
    <>
      <header>
        <div className="id">
          <span>{view.number}</span>
          {place}
        </div>
        <h2 className="case-title">{view.title}</h2>
        <p className="tags">
          <StateTag tone={view.tone} title={say(view.stateTitle)} />
          <span className="tag">{say(view.procedureTitle)}</span>
          {view.clock && (
            <span className="tag plain">
              <ArticleRef article={view.clock.article} />
            </span>
          )}
        </p>
      </header>
      <Parties view={view} />
      <StepsLine view={view} />
      <section className="sec" aria-labelledby={`asked-${view.id}`}>
        <h3 id={`asked-${view.id}`}>{say(T.asked)}</h3>
        {view.procedure === "correction" ? (
          <CorrectionView view={view} procedure={procedure} />
        ) : view.procedure === "catalog-entry" ? (
          <EntryCaseView view={view} />
        ) : (
          <DocumentView fields={view.document} procedure={procedure} />
        )}
      </section>
      <ClocksList clocks={view.clocks} />
      <History view={view} procedure={procedure} />
    </>
  );
}

const order: readonly PartyName[] = ["requester", "provider", "authority", "cityAuthority"];

function Parties({ view }: { view: CaseView }) {
  const { say } = useLanguage();
  const opener = view.history[0]?.actor;
  const parties = order.filter((p) => view.parties[p]);
  const shown: { role: string; name: string; note?: string }[] = [
    ...(opener?.kind === "anyone" && !view.parties.requester
      ? [{ role: say(T.requester), name: say(T.anyone), note: say(T.anyoneNote) }]
      : []),
    ...parties.map((p) => ({ role: say(T[p]), name: view.parties[p]?.name ?? "" })),
  ].slice(0, 3);
  const waits = view.waitsFor?.org.name;
  return (
    <dl className={`pty n${shown.length}`}>
      {shown.map((party, i) => (
        <div key={party.role}>
          {i > 0 && <Icon name="right" />}
          <dt>{party.role}</dt>
          <dd>
            {party.name}
            {party.note && <small>{party.note}</small>}
            {waits === party.name && <small className="waits">{say(T.toAct)}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
