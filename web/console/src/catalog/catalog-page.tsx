import { Button, Input } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";
import { CountdownLine } from "../cases/countdown-line.tsx";
import "../cases/case.css";
import { shortInstant } from "../dates.ts";
import { useOwnEntries } from "../intake/queries.ts";
import { useLanguage } from "../language.tsx";
import { useCases, useVocabulary } from "../queries.ts";
import { hasRole, usePerson } from "../session/session.tsx";
import { catalogTexts as T } from "../texts/catalog.ts";
import { Icon } from "../ui/icon.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { StateTag } from "../ui/tags.tsx";
import "./catalog.css";
import { TableFrame } from "../ui/table-frame.tsx";
import { term } from "./terms.ts";

const tabs = ["published", "draft", "submitted", "returned", "amending"] as const;
const perPage = 20;

/** My organisation's entries: what is published, and what is being worked on. */
export function CatalogPage() {
  const { say } = useLanguage();
  const person = usePerson();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const tab = tabs.find((t) => t === search.get("tab")) ?? "published";
  const q = search.get("q") ?? "";
  usePageTitle(say(T.title));
  return (
    <>
      <div className="ph">
        <div className="t">
          <h1>{say(T.title)}</h1>
          <span className="muted">{say(T.sub, { org: person.org.name })}</span>
          <span className="acts">
            {hasRole(person, "officer") && (
              <Button type="primary" onClick={() => navigate("/catalog/new")}>
                <Icon name="plus" small />
                {say(T.new)}
              </Button>
            )}
          </span>
        </div>
        <nav className="tabs" aria-label={say(T.tabs)}>
          {tabs.map((name) => (
            <Link
              key={name}
              to={name === "published" ? "/catalog" : `/catalog?tab=${name}`}
              aria-current={tab === name ? "page" : undefined}
            >
              {say(T[name])}
            </Link>
          ))}
          <span className="sp find">
            <Input.Search
              key={q}
              aria-label={say(T.search)}
              placeholder={say(T.search)}
              defaultValue={q}
              allowClear
              onSearch={(text) => {
                const next = new URLSearchParams(search);
                if (text.trim()) next.set("q", text.trim());
                else next.delete("q");
                setSearch(next);
              }}
            />
          </span>
        </nav>
      </div>
      <div className="pad">
        {tab === "published" ? <Published q={q} provider={person.org.uscc} /> : <Working state={tab} q={q} />}
      </div>
    </>
  );
}

function Published({ q, provider }: { q: string; provider: string }) {
  const { say, lang } = useLanguage();
  const vocabulary = useVocabulary();
  const query = useOwnEntries(provider, q || undefined, 100);
  return (
    <Loaded query={query}>
      {(list) =>
        list.items.length === 0 ? (
          <Empty title={say(T.empty)} hint={say(T.emptyHint)} icon="table">
            <Link to="/catalog/new">{say(T.new)}</Link>
          </Empty>
        ) : (
          <>
            <TableFrame label={say(T.title)}>
              <table className="plain cases">
                <caption className="vh">{say(T.title)}</caption>
                <thead>
                  <tr>
                    <th scope="col">{say(T.name)}</th>
                    <th scope="col" className="num">
                      {say(T.items)}
                    </th>
                    <th scope="col">{say(T.grade)}</th>
                    <th scope="col">{say(T.share)}</th>
                    <th scope="col">{say(T.open)}</th>
                    <th scope="col">{say(T.cycle)}</th>
                    <th scope="col">{say(T.version)}</th>
                    <th scope="col">{say(T.updated)}</th>
                    <th scope="col">
                      <span className="vh">{say(T.give)}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {list.items.map((entry) => (
                    <tr key={entry.code}>
                      <th scope="row">
                        {entry.caseId ? (
                          <Link to={`/catalog/${entry.caseId}`}>{entry.name}</Link>
                        ) : (
                          entry.name
                        )}
                        <small className="mono">{entry.code}</small>
                      </th>
                      <td className="num">{entry.itemCount}</td>
                      <td>
                        <span className={`lvl ${entry.grade}`}>{entry.grade}</span>
                      </td>
                      <td>{say(term(vocabulary.data, "shareTypes", entry.shareType))}</td>
                      <td>{say(term(vocabulary.data, "openTypes", entry.openType))}</td>
                      <td>{say(term(vocabulary.data, "cycles", entry.updateCycle))}</td>
                      <td>{entry.version}</td>
                      <td className="nowrap">{shortInstant(entry.updatedAt, lang)}</td>
                      <td className="nowrap">
                        <Link
                          to={`/intake?entry=${encodeURIComponent(entry.code)}`}
                          aria-label={say(T.giveOf, { name: entry.name })}
                        >
                          {say(T.give)}
                        </Link>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
            <Pager offset={0} limit={100} total={list.total ?? list.items.length} onGo={() => undefined} />
          </>
        )
      }
    </Loaded>
  );
}

function Working({ state, q }: { state: string; q: string }) {
  const { say, lang } = useLanguage();
  const person = usePerson();
  const [search, setSearch] = useSearchParams();
  const offset = Number(search.get("offset")) || 0;
  const query = useCases({
    queue: "all",
    procedure: "catalog-entry",
    provider: person.org.uscc,
    state,
    q: q || undefined,
    sort: "updated",
    limit: perPage,
    offset,
  });
  return (
    <Loaded query={query}>
      {(list) =>
        list.items.length === 0 ? (
          <Empty title={say(T.empty)} hint={say(T.emptyHint)} icon="table">
            <Link to="/catalog/new">{say(T.new)}</Link>
          </Empty>
        ) : (
          <>
            <TableFrame label={say(T.title)}>
              <table className="plain cases">
                <caption className="vh">{say(T.title)}</caption>
                <thead>
                  <tr>
                    <th scope="col">{say(T.name)}</th>
                    <th scope="col">{say(T.state)}</th>
                    <th scope="col">{say(T.countdown)}</th>
                    <th scope="col">{say(T.updated)}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.items.map((item) => (
                    <tr key={item.id}>
                      <th scope="row">
                        <Link to={`/catalog/${item.id}`}>{item.title}</Link>
                        <small className="mono">{item.number}</small>
                      </th>
                      <td>
                        <StateTag tone={item.tone} title={say(item.stateTitle)} />
                      </td>
                      <td>{item.clock ? <CountdownLine clock={item.clock} /> : "—"}</td>
                      <td className="nowrap">{shortInstant(item.updatedAt, lang)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
            <Pager
              offset={offset}
              limit={perPage}
              total={list.total ?? 0}
              onGo={(n) => {
                const next = new URLSearchParams(search);
                next.set("offset", String(n));
                setSearch(next);
              }}
            />
          </>
        )
      }
    </Loaded>
  );
}
