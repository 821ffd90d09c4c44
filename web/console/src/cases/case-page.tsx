import { useParams } from "react-router";
import { DecisionPane } from "../decide/decision-pane.tsx";
import { useLanguage } from "../language.tsx";
import { useCase } from "../queries.ts";
import { caseTexts as T } from "../texts/duties.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Loaded } from "../ui/states.tsx";
import { CaseDetail } from "./case-detail.tsx";

/** One case on its own page. */
export function CasePage() {
  const { id = "" } = useParams();
  const { say } = useLanguage();
  const query = useCase(id);
  usePageTitle(query.data?.title ?? say(T.title));
  return (
    <Loaded query={query}>
      {(view) => (
        <div className="case-page">
          <article className="dd" aria-label={view.title}>
            <h1 className="vh">
              {say(T.title)} {view.number}
            </h1>
            <CaseDetail view={view} />
          </article>
          <DecisionPane key={view.id} view={view} />
        </div>
      )}
    </Loaded>
  );
}
