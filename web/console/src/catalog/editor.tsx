import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import type { CaseView } from "../api-types.ts";
import { citeArticle } from "../article.ts";
import { CountdownLine } from "../cases/countdown-line.tsx";
import type { EntryDraft, Item, Vocabulary } from "../catalog-types.ts";
import { OpenCaseDialog } from "../decide/open-case-dialog.tsx";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { usePerson } from "../session/session.tsx";
import { useKeys } from "../shell/keys.ts";
import { fromFileTexts, gridTexts, editorTexts as T } from "../texts/catalog.ts";
import { entryTexts } from "../texts/entry.ts";
import { Icon } from "../ui/icon.tsx";
import { Refused } from "../ui/states.tsx";
import { StateTag } from "../ui/tags.tsx";
import { useToast } from "../ui/toast.tsx";
import { BasicsFields, type FormProps, GradingFields } from "./entry-form.tsx";
import { FromFileDialog } from "./from-file-dialog.tsx";
import { ItemsGrid } from "./items-grid.tsx";
import { OpeningFields, SharingFields } from "./share-open-fields.tsx";
import { useEditor } from "./use-editor.ts";

interface Props {
  /** The case the entry is worked on in; null for one not saved yet. */
  view: CaseView | null;
  saved: EntryDraft;
  vocabulary: Vocabulary;
}

/** The editor of one entry: metadata, items as a grid, what the law still asks for, save and submit. */
export function Editor({ view, saved, vocabulary }: Props) {
  const { say, lang } = useLanguage();
  const toast = useToast();
  const person = usePerson();
  const editor = useEditor(view, saved);
  const [shown, setShown] = useState(false);
  const [fromFile, setFromFile] = useState(false);
  const [opening, setOpening] = useState<"share-type" | "open-type" | null>(null);
  const { draft, complaints } = editor;
  const published = typeof view?.document.live === "number";
  const code = typeof view?.document.code === "string" ? view.document.code : (view?.subject ?? "");
  const bad = useMemo(
    () =>
      new Set(
        shown
          ? complaints.filter((c) => c.path.startsWith("items/")).map((c) => c.path.slice("items/".length))
          : [],
      ),
    [complaints, shown],
  );
  const given: FormProps = {
    draft,
    vocabulary,
    complaints: [...complaints, ...editor.fromServer],
    shown: shown || editor.fromServer.length > 0,
    fixed: published,
    onChange: editor.change,
  };
  const notice = view?.document.notice as { reason: string; missing: string[] } | undefined;
  useKeys({
    "ctrl+s": (event) => {
      event.preventDefault();
      void editor.save();
    },
  });

  async function submit() {
    setShown(true);
    const first = complaints[0];
    if (first) {
      goTo(first.path);
      return;
    }
    await editor.submit();
  }

  const section = (id: string, title: string, children: React.ReactNode) => (
    <section className="card ed" aria-labelledby={`ed-${id}`}>
      <h2 id={`ed-${id}`}>{title}</h2>
      <div className="ed-fields">{children}</div>
    </section>
  );

  return (
    <div className="editor">
      <div className="ph plain">
        <p className="crumb">
          <Link to="/catalog">
            <Icon name="left" small />
            {say({ zh: "目录编制", en: "Catalog" })}
          </Link>
        </p>
        <div className="t">
          <h1>{draft.name || say(T.newTitle)}</h1>
          {view && <StateTag tone={view.tone} title={say(view.stateTitle)} />}
          {view?.clock && <CountdownLine clock={view.clock} />}
        </div>
        {code && <p className="muted mono">{code}</p>}
      </div>
      <div className="ed-cols">
        <div className="ed-main">
          {editor.restored && (
            <p className="notice">
              {say(T.restored)}{" "}
              <button type="button" className="as-link" onClick={editor.drop}>
                {say(T.restoredDrop)}
              </button>
            </p>
          )}
          {notice && (
            <div className="notice warn">
              <b>{say(entryTexts.notice)}</b>
              <p>{notice.reason}</p>
              {notice.missing.length > 0 && (
                <ul className="doc-list">
                  {notice.missing.map((m) => (
                    <li key={m}>{m}</li>
                  ))}
                </ul>
              )}
            </div>
          )}
          {section("basics", say(T.basics), <BasicsFields {...given} />)}
          <section className="card ed" aria-labelledby="ed-items" data-path="items">
            <h2 id="ed-items">
              {say(T.itemsTitle)} <small>{say(gridTexts.count, { n: draft.items?.length ?? 0 })}</small>
            </h2>
            <ItemsGrid
              items={draft.items ?? []}
              vocabulary={vocabulary}
              bad={bad}
              onChange={(items: Item[]) => editor.change({ items })}
              onFromFile={() => setFromFile(true)}
            />
          </section>
          {section("grading", say(T.grading), <GradingFields {...given} />)}
          {section(
            "sharing",
            say(T.sharing),
            <>
              <SharingFields
                {...given}
                noneAsk={
                  code ? (
                    <Button size="small" onClick={() => setOpening("share-type")}>
                      {say(T.shareNoneAsk)}
                    </Button>
                  ) : (
                    <p className="muted xs">{say(T.shareNoneSave)}</p>
                  )
                }
              />
              {published && (
                <Button size="small" onClick={() => setOpening("share-type")}>
                  {say(T.changeShare)}
                </Button>
              )}
            </>,
          )}
          {section(
            "opening",
            say(T.opening),
            <>
              <OpeningFields {...given} />
              {published && (
                <Button size="small" onClick={() => setOpening("open-type")}>
                  {say(T.changeOpen)}
                </Button>
              )}
            </>,
          )}
        </div>
        <aside className="ed-rail" aria-label={say(T.checks)}>
          <div className="card ed-checks">
            <h2>{say(T.checks)}</h2>
            {complaints.length === 0 ? (
              <p className="good">
                <Icon name="check" small />
                {say(T.checksGood)}
              </p>
            ) : (
              <>
                <p>{say(T.checksBad, { n: complaints.length })}</p>
                <ul>
                  {complaints.slice(0, 14).map((c) => (
                    <li key={c.path + c.text.en}>
                      <button type="button" className="as-link" onClick={() => goTo(c.path)}>
                        {say(c.text, c.params)}
                      </button>
                      <small>{citeArticle(c.article, lang)}</small>
                    </li>
                  ))}
                </ul>
                {complaints.length > 14 && (
                  <p className="muted xs">{say(T.checksMore, { n: complaints.length - 14 })}</p>
                )}
              </>
            )}
          </div>
          {editor.lost && (
            <div className="notice warn" role="alert">
              <b>{say(T.lost)}</b>
              <p>{say(T.lostHint)}</p>
              <p className="ed-lost">
                <Button size="small" onClick={editor.takeTheirs}>
                  {say(T.lostTheirs)}
                </Button>
                <Button size="small" onClick={() => void editor.saveOnTop()}>
                  {say(T.lostMine)}
                </Button>
              </p>
            </div>
          )}
          {editor.thrown !== null && <Refused thrown={editor.thrown} />}
          <div className="ed-acts">
            <p className="muted xs" role="status">
              {editor.dirty
                ? say(T.unsaved)
                : view
                  ? say(T.savedNote, { n: view.version })
                  : say(T.neverSaved)}
            </p>
            <Button
              onClick={() => void editor.save()}
              loading={editor.busy === "save"}
              block
              aria-keyshortcuts="Control+S"
            >
              {say(T.saveDraft)}
            </Button>
            <Button type="primary" onClick={() => void submit()} loading={editor.busy === "submit"} block>
              {say(T.submit)}
            </Button>
            <p className="muted xs">{say(T.submitNext, { org: person.org.authority?.name ?? "" })}</p>
            {view && (
              <p className="xs">
                <Link to={`/cases/${view.id}`}>{say(T.other)}</Link>
              </p>
            )}
          </div>
        </aside>
      </div>
      {fromFile && (
        <FromFileDialog
          items={draft.items ?? []}
          onClose={() => setFromFile(false)}
          onFill={(items, added) => {
            editor.change({ items });
            setFromFile(false);
            toast(say(fromFileTexts.filled, { n: added }));
          }}
        />
      )}
      {opening && (
        <OpenCaseDialog
          procedure={opening}
          subject={code}
          title={opening === "open-type" ? T.changeOpen : published ? T.changeShare : T.shareNoneAsk}
          start={opening === "share-type" && !published ? { to: "none", basis: draft.shareBasis } : {}}
          onClose={() => setOpening(null)}
        />
      )}
    </div>
  );
}

/** Brings the field a complaint is about into view and gives it the focus. */
function goTo(path: string) {
  const item = /^items\/(\d+)\/(\w+)$/.exec(path);
  const field = item
    ? document.querySelector<HTMLElement>(`[data-row="${item[1]}"][data-cell="${item[2]}"]`)
    : document.querySelector<HTMLElement>(`[data-path="${path}"] :is(input, textarea, select, button)`);
  field?.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}
