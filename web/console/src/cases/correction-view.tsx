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
  const text = (name: string) =>
    typeof document[name] === "string" ? (document[name] as string) : undefined;
  const row = document.row;
  const column = text("columnLabel") ?? text("column");
  const entry = useEntry(view.subject ?? undefined);
  const subject = entry.data?.name ?? view.subject;
  return (
    <>
      <dl className="fix card">
        <div className="where">
          <dt>{say(T.correctionWhere)}</dt>
          <dd>
            {view.subject ? <a href={`/dataset/${encodeURIComponent(view.subject)}`}>{subject}</a> : subject}
            {row !== undefined && row !== null && <span>{say(T.correctionRow, { n: String(row) })}</span>}
            {column && <span>{say(T.correctionColumn, { name: column })}</span>}
          </dd>
        </div>
        <div>
          <dt>{say(T.correctionFound)}</dt>
          <dd className="was">{text("found") ?? say(T.correctionUnknown)}</dd>
        </div>
        <Icon name="right" />
        <div>
          <dt>{say(T.correctionShouldBe)}</dt>
          <dd className="becomes">{text("shouldBe") ?? say(T.correctionUnknown)}</dd>
        </div>
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
          "subjectTitle",
          "datasetTitle",
          "dataset",
        ]}
      />
    </>
  );
}
