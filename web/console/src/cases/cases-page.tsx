import { Button, Input } from "antd";
import { type FormEvent, useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { shortInstant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { type CaseFilter, useCases, useProcedures } from "../queries.ts";
import { casesTexts as T } from "../texts/cases.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { StateTag } from "../ui/tags.tsx";
import { CountdownLine } from "./countdown-line.tsx";
import "./case.css";
import "./cases.css";
import "../form/form.css";
import { TableFrame } from "../ui/table-frame.tsx";

const perPage = 20;

/** All cases that concern my organisation, found by number, title, procedure, state and due. */
export function CasesPage() {
  const { say, lang } = useLanguage();
  usePageTitle(say(T.title));
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState(search.get("q") ?? "");
  const procedures = useProcedures();
  const get = (name: string) => search.get(name) ?? undefined;
  const offset = Number(get("offset") ?? 0) || 0;
  const query = useCases({
    queue: "all",
    q: get("q"),
    procedure: get("procedure"),
    state: get("state"),
    due: get("due"),
    subject: get("subject"),
    sort: (get("sort") as CaseFilter["sort"]) ?? "updated",
    limit: perPage,
    offset,
  });
  useEffect(() => setTyped(search.get("q") ?? ""), [search]);
  const put = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    if (name !== "offset") next.delete("offset");
    if (name === "procedure") next.delete("state");
    setSearch(next);
  };
  const states = procedures.data?.find((p) => p.name === get("procedure"))?.states ?? {};
  const choice = (name: string, label: string, options: [string, string][], fallback = say(T.any)) => (
    <div>
      <label htmlFor={`f-${name}`}>{label}</label>
      <select id={`f-${name}`} value={get(name) ?? ""} onChange={(e) => put(name, e.target.value)}>
        <option value="">{fallback}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <>
      <div className="ph plain">
        <div className="t">
          <h1>{say(T.title)}</h1>
        </div>
        <search>
          <form
            className="filters"
            onSubmit={(e: FormEvent) => {
              e.preventDefault();
              put("q", typed.trim());
            }}
          >
            <div className="grow">
              <label htmlFor="f-q">{say(T.search)}</label>
              <Input.Search
                id="f-q"
                value={typed}
                onChange={(e) => setTyped(e.target.value)}
                onSearch={(v) => put("q", v.trim())}
                enterButton={say(T.find)}
                maxLength={100}
              />
            </div>
            {choice(
              "procedure",
              say(T.procedure),
              (procedures.data ?? []).map((p) => [p.name, say(p.title)]),
            )}
            {Object.keys(states).length > 0 &&
              choice(
                "state",
                say(T.state),
                Object.entries(states).map(([name, s]) => [name, say(s.title)]),
              )}
            {choice("due", say(T.due), [
              ["overdue", say(T.dueOverdue)],
              ["amber", say(T.dueAmber)],
              ["open", say(T.dueOpen)],
            ])}
            {choice("sort", say(T.sort), [["due", say(T.sortDue)]], say(T.sortUpdated))}
          </form>
        </search>
      </div>
      <div className="pad">
        <Loaded query={query}>
          {(list) =>
            list.items.length === 0 ? (
              <Empty title={say(T.empty)} hint={say(T.emptyHint)} icon="search">
                <Button onClick={() => setSearch({})}>{say(T.clear)}</Button>
              </Empty>
            ) : (
              <>
                <TableFrame label={say(T.caption)}>
                  <table className="plain cases">
                    <caption className="vh">{say(T.caption)}</caption>
                    <thead>
                      <tr>
                        <th scope="col">{say(T.number)}</th>
                        <th scope="col">{say(T.caseTitle)}</th>
                        <th scope="col">{say(T.state)}</th>
                        <th scope="col">{say(T.countdown)}</th>
                        <th scope="col">{say(T.waits)}</th>
                        <th scope="col">{say(T.updated)}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {list.items.map((item) => (
                        <tr key={item.id}>
                          <td className="mono nowrap">{item.number}</td>
                          <th scope="row">
                            <Link to={`/cases/${item.id}`}>{item.title}</Link>
                            <small>{say(item.procedureTitle)}</small>
                          </th>
                          <td>
                            <StateTag tone={item.tone} title={say(item.stateTitle)} />
                          </td>
                          <td>{item.clock ? <CountdownLine clock={item.clock} /> : "—"}</td>
                          <td>{item.waitsFor?.org.name ?? "—"}</td>
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
                  onGo={(n) => put("offset", n ? String(n) : "")}
                />
              </>
            )
          }
        </Loaded>
      </div>
    </>
  );
}
