import { Button } from "antd";
import { useEffect, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { CaseDetail } from "../cases/case-detail.tsx";
import { DecisionPane } from "../decide/decision-pane.tsx";
import { useLanguage } from "../language.tsx";
import { useCase, useCases, useProcedures } from "../queries.ts";
import { usePerson } from "../session/session.tsx";
import { useKeys } from "../shell/keys.ts";
import { dutiesTexts as T } from "../texts/duties.ts";
import { shellTexts } from "../texts/shell.ts";
import { Icon } from "../ui/icon.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Empty, Loaded } from "../ui/states.tsx";
import { BulkBar } from "./bulk.tsx";
import "./duties.css";
import { after, filterOf, neighbour, placeFrom, placeTo, type Tab, tabs } from "./filter.ts";
import { QueueList } from "./queue-list.tsx";

const tabText = { duties: T.tabDuties, overdue: T.tabOverdue, amber: T.tabAmber, mine: T.tabMine };

/** My duties: one queue across procedures, the case beside it, the decision beside that. */
export function DutiesPage() {
  const { say } = useLanguage();
  const navigate = useNavigate();
  const person = usePerson();
  const [search] = useSearchParams();
  const place = placeFrom(search);
  const [limit, setLimit] = useState(30);
  const [marked, setMarked] = useState<Set<string> | null>(null);
  const procedures = useProcedures();
  const query = useCases(filterOf(place, limit));
  const items = query.data?.items ?? [];
  const ids = items.map((c) => c.id);
  // On a wide screen the first case is open from the start; on a phone the list comes first.
  const open = place.open ?? ids[0];
  const opened = useCase(open ?? null);
  const at = open ? ids.indexOf(open) : -1;
  const counts = query.data?.counts;
  const procedure = procedures.data?.find((p) => p.name === place.procedure);
  const title = !procedure
    ? say(T.title)
    : procedure.name === "catalog-entry" && person.org.kind === "authority"
      ? say(shellTexts.catalogReview)
      : say(procedure.title);
  usePageTitle(title);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another selection starts afresh
  useEffect(() => {
    setLimit(30);
    setMarked(null);
  }, [place.tab, place.procedure]);

  const go = (id: string | undefined, replace = false) => {
    if (id) navigate(placeTo({ ...place, open: id }), { replace });
  };
  const step = (by: 1 | -1) => {
    const next = neighbour(ids, open, by);
    go(next, true);
    requestAnimationFrame(() =>
      document.querySelector('.qi[aria-current="true"]')?.scrollIntoView({ block: "nearest" }),
    );
  };
  const mark = (id: string) =>
    setMarked((before) => {
      const set = new Set(before ?? []);
      if (set.has(id)) set.delete(id);
      else set.add(id);
      return set;
    });
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => open && at >= 0 && mark(open),
    escape: () => {
      if (marked) setMarked(null);
      else document.querySelector<HTMLElement>('.qi[aria-current="true"]')?.focus();
    },
  });

  const filtered = place.tab !== "duties" || Boolean(place.procedure);
  return (
    <div className={place.open ? "duties one" : "duties"}>
      <div className="ph">
        <div className="t">
          <h1>{title}</h1>
          {counts && (
            <>
              <dl className="st">
                <div className={counts.overdue ? "d" : ""}>
                  <dt>{say(T.overdue)}</dt>
                  <dd>{counts.overdue}</dd>
                </div>
                <div className={counts.dueToday ? "w" : ""}>
                  <dt>{say(T.dueToday)}</dt>
                  <dd>{counts.dueToday}</dd>
                </div>
                {counts.amber !== undefined && (
                  <div>
                    <dt>{say(T.amber)}</dt>
                    <dd>{counts.amber}</dd>
                  </div>
                )}
                <div>
                  <dt>{say(T.waiting)}</dt>
                  <dd>{counts.waiting}</dd>
                </div>
              </dl>
              <p className="stats-line">
                <span className={counts.overdue ? "d" : ""}>
                  {counts.overdue} {say(T.overdue)}
                </span>
                <span className={counts.dueToday ? "w" : ""}>
                  {counts.dueToday} {say(T.dueToday)}
                </span>
                <span>
                  {counts.waiting} {say(T.waiting)}
                </span>
              </p>
            </>
          )}
        </div>
        <nav className="tabs" aria-label={say(T.tabs)}>
          {tabs.map((tab: Tab) => (
            <Link
              key={tab}
              to={placeTo({ tab, procedure: place.procedure })}
              aria-current={place.tab === tab ? "page" : undefined}
            >
              {say(tabText[tab])}
              {place.tab === tab && query.data && (
                <span className="tag info">{query.data.total ?? items.length}</span>
              )}
            </Link>
          ))}
          <span className="sp">
            <label className="vh" htmlFor="procedure-filter">
              {say(T.procedure)}
            </label>
            <select
              id="procedure-filter"
              value={place.procedure ?? ""}
              onChange={(e) => navigate(placeTo({ tab: place.tab, procedure: e.target.value || undefined }))}
            >
              <option value="">{say(T.allProcedures)}</option>
              {procedures.data?.map((p) => (
                <option key={p.name} value={p.name}>
                  {say(p.title)}
                </option>
              ))}
            </select>
          </span>
        </nav>
      </div>
      <div className="sp2">
        <section className="ql" aria-label={say(T.list)}>
          <h2 className="vh">{say(T.list)}</h2>
          <Loaded query={query}>
            {(list) =>
              list.items.length === 0 ? (
                <Empty
                  title={say(filtered ? T.emptyFiltered : T.emptyTitle)}
                  {...(filtered ? {} : { hint: say(T.emptyHint) })}
                >
                  {filtered && <Link to="/">{say(T.clear)}</Link>}
                </Empty>
              ) : (
                <>
                  <div className="s">
                    <span>{say(T.sorted)}</span>
                    <button
                      type="button"
                      className="as-link"
                      aria-pressed={marked !== null}
                      onClick={() => setMarked(marked ? null : new Set())}
                    >
                      {say(marked ? T.bulkStop : T.bulk)}
                    </button>
                    <span className="keys-hint">
                      <kbd>J</kbd> <kbd>K</kbd> {say(T.switchKeys)}
                    </span>
                  </div>
                  <QueueList
                    items={list.items}
                    open={open}
                    marked={marked}
                    onMark={mark}
                    to={(id) => placeTo({ ...place, open: id })}
                  />
                  {(list.total ?? 0) > list.items.length && limit < 100 && (
                    <p className="q-more">
                      <Button
                        block
                        onClick={() => setLimit(Math.min(100, limit + 30))}
                        loading={query.isFetching}
                      >
                        {say(T.more, { n: (list.total ?? 0) - list.items.length })}
                      </Button>
                    </p>
                  )}
                  {marked && (
                    <BulkBar
                      items={list.items.filter((c) => marked.has(c.id))}
                      onDone={(left) => setMarked(left.size ? left : null)}
                    />
                  )}
                </>
              )
            }
          </Loaded>
        </section>
        <div className="dp">
          <div className="phone-nav">
            <Link to={placeTo({ ...place, open: undefined })}>
              <Icon name="left" />
              {say(T.back)}
            </Link>
            <Steppers at={at} of={ids.length} total={query.data?.total ?? items.length} onStep={step} />
          </div>
          {open ? (
            <Loaded query={opened}>
              {(view) => (
                <>
                  <article className="dd" tabIndex={-1} aria-label={view.title}>
                    <CaseDetail
                      view={view}
                      place={
                        <>
                          {at >= 0 && (
                            <span>
                              {say(T.position, { i: at + 1, n: query.data?.total ?? items.length })}
                            </span>
                          )}
                          <span className="sp">
                            <Link to={`/cases/${view.id}`}>{say(T.openWhole)}</Link>
                          </span>
                        </>
                      }
                    />
                  </article>
                  <DecisionPane
                    key={`${view.id}`}
                    view={view}
                    onNext={() => {
                      const next = after(ids, view.id);
                      if (next) go(next, true);
                      else navigate(placeTo({ ...place, open: undefined }), { replace: true });
                      requestAnimationFrame(() => document.querySelector<HTMLElement>(".dd")?.focus());
                    }}
                  />
                </>
              )}
            </Loaded>
          ) : (
            !query.isPending && <Empty title={say(T.emptyTitle)} icon="check" />
          )}
        </div>
      </div>
    </div>
  );
}

interface SteppersProps {
  at: number;
  of: number;
  total: number;
  onStep: (by: 1 | -1) => void;
}

/** Where in the queue one is, and the ways to the neighbours, for a phone. */
function Steppers({ at, of, total, onStep }: SteppersProps) {
  const { say } = useLanguage();
  return (
    <>
      <span className="muted xs">{at >= 0 && say(T.position, { i: at + 1, n: total })}</span>
      <button
        type="button"
        className="ib"
        aria-label={say(T.previousCase)}
        onClick={() => onStep(-1)}
        disabled={at <= 0}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        className="ib"
        aria-label={say(T.nextCase)}
        onClick={() => onStep(1)}
        disabled={at < 0 || at >= of - 1}
      >
        <Icon name="down" />
      </button>
    </>
  );
}
