import { useParams } from "react-router";
import { CaseDetail } from "../cases/case-detail.tsx";
import type { EntryDraft } from "../catalog-types.ts";
import "../cases/case.css";
import { DecisionPane } from "../decide/decision-pane.tsx";
import { useLanguage } from "../language.tsx";
import { useCase, useVocabulary } from "../queries.ts";
import { editorTexts as T } from "../texts/catalog.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Loaded } from "../ui/states.tsx";
import { emptyDraft } from "./draft.ts";
import "./catalog.css";
import { Editor } from "./editor.tsx";

/** A new entry, or the one of a case: edited when that is possible now, otherwise shown with what is possible. */
export function EditorPage() {
  const { caseId } = useParams();
  const { say } = useLanguage();
  const query = useCase(caseId ?? null);
  const vocabulary = useVocabulary();
  usePageTitle(query.data?.title ?? say(T.newTitle));
  if (!caseId)
    return (
      <Loaded query={vocabulary}>
        {(words) => <Editor key="new" view={null} saved={emptyDraft()} vocabulary={words} />}
      </Loaded>
    );
  return (
    <Loaded query={query}>
      {(view) =>
        view.can.some((a) => a.action === "revise") ? (
          <Loaded query={vocabulary}>
            {(words) => (
              <Editor
                key={`${view.id}-${view.version}`}
                view={view}
                saved={{ ...emptyDraft(), ...(view.document.content as EntryDraft) }}
                vocabulary={words}
              />
            )}
          </Loaded>
        ) : (
          <div className="case-page">
            <article className="dd" aria-label={view.title}>
              <h1 className="vh">
                {say(T.entryTitle)} {view.number}
              </h1>
              <CaseDetail view={view} />
            </article>
            <DecisionPane key={view.id} view={view} />
          </div>
        )
      }
    </Loaded>
  );
}
