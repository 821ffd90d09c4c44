import { useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { bytesText, shortInstant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { usePerson } from "../session/session.tsx";
import { intakeStateTexts, intakeTexts as T } from "../texts/intake.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Empty, Loaded, Refused } from "../ui/states.tsx";
import { DropZone } from "./drop-zone.tsx";
import "./intake.css";
import { TableFrame } from "../ui/table-frame.tsx";
import { useIntakes, useOwnEntries } from "./queries.ts";
import { stateTone } from "./state-tone.ts";
import { useUploads } from "./uploads.tsx";

/** Intake: give a file to an entry, and find every file given before. */
export function IntakesPage() {
  const { say, lang } = useLanguage();
  const person = usePerson();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const entry = search.get("entry") ?? undefined;
  const [typed, setTyped] = useState("");
  const entries = useOwnEntries(person.org.uscc, typed || undefined);
  const intakes = useIntakes();
  const { manager, all } = useUploads();
  const [thrown, setThrown] = useState<unknown>(null);
  const [starting, setStarting] = useState(false);
  const [needed, setNeeded] = useState(false);
  usePageTitle(say(T.title));

  async function begin(file: File) {
    if (!entry) {
      setNeeded(true);
      document.getElementById("intake-entry")?.focus();
      return;
    }
    setStarting(true);
    setThrown(null);
    try {
      const intake = await manager.start(entry, file);
      void client.invalidateQueries({ queryKey: ["intakes"] });
      navigate(`/intake/${intake.id}`);
    } catch (refused) {
      setThrown(refused);
    } finally {
      setStarting(false);
    }
  }

  return (
    <>
      <div className="ph plain">
        <div className="t">
          <h1>{say(T.title)}</h1>
        </div>
        <p className="sub no-pad">{say(T.sub)}</p>
      </div>
      <div className="pad intakes">
        <section className="card new-intake" aria-labelledby="new-intake">
          <h2 id="new-intake">{say(T.newTitle)}</h2>
          <label className="fl" htmlFor="intake-entry">
            {say(T.entry)} <small>{say(T.entryHint)}</small>
          </label>
          <Select
            id="intake-entry"
            showSearch={{ filterOption: false, onSearch: setTyped }}
            value={entry ?? null}
            placeholder={say(T.entryFind)}
            loading={entries.isFetching}
            status={needed && !entry ? "error" : ""}
            onChange={(code) => {
              setNeeded(false);
              setSearch(code ? { entry: code } : {}, { replace: true });
            }}
            options={(entries.data?.items ?? []).map((e) => ({ value: e.code, label: e.name, code: e.code }))}
            optionRender={(option) => (
              <span className="entry-option">
                {option.label}
                <small className="mono">{option.value}</small>
              </span>
            )}
            style={{ width: "100%" }}
          />
          <p className="field-error" role="alert">
            {needed && !entry ? say(T.entryNeeded) : ""}
          </p>
          <DropZone
            onFile={begin}
            disabled={starting}
            {...(starting ? { title: say(T.uploadStarting) } : {})}
          />
          {thrown !== null && <Refused thrown={thrown} />}
        </section>
        <section aria-labelledby="intake-list">
          <h2 id="intake-list">{say(T.list)}</h2>
          <Loaded query={intakes}>
            {(list) =>
              list.items.length === 0 ? (
                <div className="card">
                  <Empty title={say(T.listEmpty)} hint={say(T.listEmptyHint)} icon="upload" />
                </div>
              ) : (
                <TableFrame label={say(T.list)}>
                  <table className="plain">
                    <caption className="vh">{say(T.list)}</caption>
                    <thead>
                      <tr>
                        <th scope="col">{say(T.file)}</th>
                        <th scope="col">{say(T.entry)}</th>
                        <th scope="col">{say(T.state)}</th>
                        <th scope="col">{say(T.updated)}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {list.items.map((intake) => {
                        const upload = all.get(intake.id);
                        const received = Math.max(intake.received, upload?.received ?? 0);
                        return (
                          <tr key={intake.id}>
                            <th scope="row" className="file-cell">
                              <Link to={`/intake/${intake.id}`}>{intake.name}</Link>
                              <small>{bytesText(intake.bytes)}</small>
                            </th>
                            <td>{intake.entryName ?? <span className="mono">{intake.entry}</span>}</td>
                            <td>
                              <span className={`tag ${stateTone[intake.state]}`}>
                                {say(intakeStateTexts[intake.state])}
                              </span>
                              {intake.state === "receiving" && (
                                <small className="muted">
                                  {" "}
                                  {Math.floor((received / Math.max(1, intake.bytes)) * 100)}%
                                </small>
                              )}
                            </td>
                            <td className="nowrap">{shortInstant(intake.updatedAt, lang)}</td>
                          </tr>
                        );
                      })}
                    </tbody>
                  </table>
                </TableFrame>
              )
            }
          </Loaded>
        </section>
      </div>
    </>
  );
}
