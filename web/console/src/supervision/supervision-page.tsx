import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api } from "../api.ts";
import type { List, ProcedureStatistics } from "../api-types.ts";
import "../cases/case.css";
import { CountdownLine } from "../cases/countdown-line.tsx";
import { count } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { useCases } from "../queries.ts";
import { casesTexts } from "../texts/cases.ts";
import { supervisionTexts as T } from "../texts/supervision.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Empty, Loaded } from "../ui/states.tsx";
import { ArticleRef } from "../ui/tags.tsx";
import "./supervision.css";
import { TableFrame } from "../ui/table-frame.tsx";
import { percent, totalsOf } from "./totals.ts";

/** Duties met, by procedure and article, and what is overdue now (Arts. 5, 6, 48). */
export function SupervisionPage() {
  const { say } = useLanguage();
  usePageTitle(say(T.title));
  const statistics = useQuery({
    queryKey: ["statistics"],
    queryFn: ({ signal }) => api.call<List<ProcedureStatistics>>("/statistics/procedures", { signal }),
  });
  return (
    <>
      <div className="ph plain">
        <div className="t">
          <h1>{say(T.title)}</h1>
          {statistics.data && <TotalsLine items={statistics.data.items} />}
        </div>
        <p className="sub no-pad">{say(T.sub)}</p>
      </div>
      <div className="pad supervision">
        <Overdue />
        <section aria-labelledby="by-procedure">
          <h2 id="by-procedure">{say(T.procedures)}</h2>
          <Loaded query={statistics}>{(list) => <ProceduresTable items={list.items} />}</Loaded>
        </section>
      </div>
    </>
  );
}

function TotalsLine({ items }: { items: ProcedureStatistics[] }) {
  const { say } = useLanguage();
  const totals = totalsOf(items);
  return (
    <dl className="st">
      {totals.share !== null && (
        <div>
          <dt>{say(T.totalShare)}</dt>
          <dd>{percent(totals.share)}</dd>
        </div>
      )}
      <div className={totals.overdue ? "d" : ""}>
        <dt>{say(T.totalOverdue)}</dt>
        <dd>{totals.overdue}</dd>
      </div>
      <div>
        <dt>{say(T.totalRunning)}</dt>
        <dd>{totals.running}</dd>
      </div>
    </dl>
  );
}

function ProceduresTable({ items }: { items: ProcedureStatistics[] }) {
  const { say } = useLanguage();
  return (
    <TableFrame label={say(T.procedures)}>
      <table className="plain stat">
        <caption className="vh">{say(T.procedures)}</caption>
        <thead>
          <tr>
            <th scope="col">{say(T.period)}</th>
            <th scope="col">{say(T.article)}</th>
            <th scope="col" className="num">
              {say(T.days)}
            </th>
            <th scope="col">{say(T.share)}</th>
            <th scope="col" className="num">
              {say(T.met)}
            </th>
            <th scope="col" className="num">
              {say(T.late)}
            </th>
            <th scope="col" className="num">
              {say(T.overdue)}
            </th>
            <th scope="col" className="num">
              {say(T.running)}
            </th>
            <th scope="col" className="num">
              {say(T.median)}
            </th>
          </tr>
        </thead>
        {items.map((procedure) => (
          <tbody key={procedure.procedure}>
            <tr className="group">
              <th scope="rowgroup" colSpan={9}>
                <Link to={`/cases?procedure=${procedure.procedure}`}>{say(procedure.title)}</Link>
                <span className="muted">
                  {say(T.open, { n: count(procedure.open) })} ·{" "}
                  {say(T.closed, { n: count(procedure.closed) })}
                </span>
              </th>
            </tr>
            {procedure.periods.length === 0 && (
              <tr>
                <td colSpan={9} className="muted">
                  {say(T.noPeriods)}
                </td>
              </tr>
            )}
            {procedure.periods.map((p) => (
              <tr key={p.rule}>
                <th scope="row">{say(p.title)}</th>
                <td className="nowrap">
                  <ArticleRef article={p.article} />
                </td>
                <td className="num">{p.workingDays}</td>
                <td>
                  {p.share === null ? (
                    <span className="muted">{say(T.noneYet)}</span>
                  ) : (
                    <span className="share">
                      <span className="bar-track" aria-hidden="true">
                        <i style={{ width: `${p.share * 100}%` }} className={p.share < 0.9 ? "low" : ""} />
                      </span>
                      {percent(p.share)}
                    </span>
                  )}
                </td>
                <td className="num">{count(p.met)}</td>
                <td className={p.late ? "num warn-text" : "num"}>{count(p.late)}</td>
                <td className={p.overdue ? "num bad-text" : "num"}>{count(p.overdue)}</td>
                <td className="num">{count(p.running)}</td>
                <td className="num nowrap">
                  {p.medianDays === null ? "—" : say(T.medianOf, { n: p.medianDays })}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </TableFrame>
  );
}

function Overdue() {
  const { say } = useLanguage();
  const query = useCases({ queue: "all", due: "overdue", sort: "due", limit: 10 });
  return (
    <section aria-labelledby="overdue">
      <h2 id="overdue">{say(T.overdueList)}</h2>
      <Loaded query={query} rows={3}>
        {(list) =>
          list.items.length === 0 ? (
            <div className="card">
              <Empty title={say(T.overdueNone)} hint={say(T.overdueNoneHint)} icon="check" />
            </div>
          ) : (
            <>
              <TableFrame label={say(T.overdueList)}>
                <table className="plain cases">
                  <caption className="vh">{say(T.overdueList)}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{say(casesTexts.caseTitle)}</th>
                      <th scope="col">{say(T.owes)}</th>
                      <th scope="col">{say(casesTexts.countdown)}</th>
                      <th scope="col">{say(T.article)}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.items.map((item) => (
                      <tr key={item.id}>
                        <th scope="row">
                          <Link to={`/cases/${item.id}`}>{item.title}</Link>
                          <small>
                            {item.number} · {say(item.procedureTitle)}
                          </small>
                        </th>
                        <td>{item.clock?.owedBy.name ?? "—"}</td>
                        <td>
                          <CountdownLine clock={item.clock} />
                        </td>
                        <td className="nowrap">
                          {item.clock && <ArticleRef article={item.clock.article} />}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableFrame>
              {(list.total ?? 0) > list.items.length && (
                <p className="pager">
                  <Link to="/cases?due=overdue&sort=due">{say(T.overdueAll, { n: list.total ?? 0 })}</Link>
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  );
}
