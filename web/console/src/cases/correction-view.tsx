import type { CaseView, Procedure } from "../api-types.ts";
import { useEntry } from "../intake/queries.ts";
import { useLanguage } from "../language.tsx";
import { caseTexts as T } from "../texts/duties.ts";
import { Icon } from "../ui/icon.tsx";
import { DocumentView } from "./document-view.tsx";

/** What an applicant found wrong, cell by cell: where it is, what stands there, what it should be (Art. 17). */
export function CorrectionView({ view, procedure }: { view: CaseView; procedure: Procedure | undefined }) {
  const { say } = useLanguage();
  const document = view.document;
  const text = (name: string) => {
    const value = document[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  const row = text("row");
  const column = text("columnLabel") ?? text("column");
  const shouldBe = text("shouldBe");
  const entry = useEntry(text("datasetTitle") ? undefined : (view.subject ?? undefined));
  const subject = text("datasetTitle") ?? entry.data?.name ?? view.subject;
  return (
    <>
      <dl className="fix card">
        <div className="where">
          <dt>{say(T.correctionWhere)}</dt>
          <dd>
            {view.subject ? <a href={`/dataset/${encodeURIComponent(view.subject)}`}>{subject}</a> : subject}
            {row && <span>{/^\d+$/.test(row) ? say(T.correctionRow, { n: row }) : row}</span>}
            {column && <span>{say(T.correctionColumn, { name: column })}</span>}
          </dd>
        </div>
        <div className={shouldBe ? undefined : "where"}>
          <dt>{say(T.correctionFound)}</dt>
          <dd>{text("found") ?? say(T.correctionUnknown)}</dd>
        </div>
        {shouldBe && (
          <>
            <Icon name="right" />
            <div>
              <dt>{say(T.correctionShouldBe)}</dt>
              <dd className="becomes">{shouldBe}</dd>
            </div>
          </>
        )}
      </dl>
      <DocumentView
        fields={document}
        procedure={procedure}
        leaveOut={[
          "row",
          "column",
          "columnLabel",
          "found",
          "shouldBe",
          "outcomeTitle",
          "datasetTitle",
          "dataset",
        ]}
      />
    </>
  );
}
