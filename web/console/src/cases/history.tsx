import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api } from "../api.ts";
import type { CaseView, HistoryStep, List, Procedure, Receipt } from "../api-types.ts";
import { instant, shortInstant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { caseTexts as T } from "../texts/duties.ts";
import { evidenceTexts as E } from "../texts/evidence.ts";
import { roleTexts } from "../texts/login.ts";
import { problemTexts } from "../texts/problem.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { saveText } from "../ui/save-file.ts";
import { ArticleRef } from "../ui/tags.tsx";
import { isBlank } from "./document.ts";
import { DocumentView } from "./document-view.tsx";
import { EvidenceButton } from "./evidence-button.tsx";

/** What was done, newest first: when, by whom, on what article, with its receipt. */
export function History({ view, procedure }: { view: CaseView; procedure: Procedure | undefined }) {
  const { say, lang } = useLanguage();
  const [shown, setShown] = useState<HistoryStep | null>(null);
  const receipts = useQuery({
    queryKey: ["receipts", view.id, view.version],
    queryFn: ({ signal }) => api.call<List<Receipt>>(`/cases/${view.id}/receipts`, { signal }),
    staleTime: 30_000,
    // Until each act has its place in the log; the next checkpoint is a second or two away.
    refetchInterval: ({ state }) => (state.data?.items.some((r) => r.index === null) ? 3000 : false),
  });
  const receiptOf = (step: HistoryStep) => receipts.data?.items.find((r) => r.version === step.version);
  return (
    <section className="sec" aria-label={say(T.history)}>
      <h3>{say(T.history)}</h3>
      <EvidenceButton key={`${view.id} ${view.version}`} view={view} />
      {receipts.isPending && (
        <p className="muted" role="status">
          {say(E.receiptsLoading)}
        </p>
      )}
      {receipts.error && !receipts.data && (
        <p className="muted" role="status">
          {say(E.receiptsDown)}{" "}
          <button type="button" className="as-link" onClick={() => receipts.refetch()}>
            {say(problemTexts.retry)}
          </button>
        </p>
      )}
      <ol className="lg">
        {[...view.history].reverse().map((step) => {
          const receipt = receiptOf(step);
          return (
            <li key={step.version}>
              <time dateTime={step.at} title={instant(step.at, lang)}>
                {shortInstant(step.at, lang)}
              </time>
              <span>{actorOf(step, say)}</span>
              <div>
                <b>{say(step.title)}</b> <ArticleRef article={step.article} />
                {receipt && (
                  <button
                    type="button"
                    className={receipt.index === null ? "as-link rc wait" : "as-link rc"}
                    onClick={() => setShown(step)}
                  >
                    <Icon name={receipt.index === null ? "clock" : "check"} small />
                    {receipt.index === null ? say(T.receiptPending) : say(T.receiptOf, { n: receipt.index })}
                  </button>
                )}
                {step.contents && !isBlank(step.contents) && !isWholeEntry(step.contents) && (
                  <DocumentView fields={step.contents} procedure={procedure} />
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {shown && <ReceiptDialog step={shown} receipt={receiptOf(shown)} onClose={() => setShown(null)} />}
    </section>
  );
}

// The contents of a draft are the entry itself, which stands above the history already.
const isWholeEntry = (contents: Record<string, unknown>) => "items" in contents && "name" in contents;

function actorOf(step: HistoryStep, say: ReturnType<typeof useLanguage>["say"]): string {
  if (step.actor.kind === "platform") return say(T.platform);
  if (step.actor.kind === "anyone") return say(T.anyone);
  const role = step.actor.role ? say(roleTexts[step.actor.role]) : "";
  return [step.actor.org?.name, role].filter(Boolean).join(" ") || say(T.staff);
}

function ReceiptDialog(props: { step: HistoryStep; receipt: Receipt | undefined; onClose: () => void }) {
  const { say } = useLanguage();
  const { step, receipt } = props;
  return (
    <Dialog title={say(T.receiptTitle, { title: say(step.title) })} onClose={props.onClose} width={680}>
      <p className="muted">{say(T.receiptHint)}</p>
      {typeof receipt?.index === "number" && (
        <p>
          <a href={`/ledger?entry=${receipt.index}#entry`} target="_blank" rel="noreferrer">
            {say(E.publicPage)}
          </a>
        </p>
      )}
      {receipt && (
        <>
          <h3>{say(T.receiptEntry)}</h3>
          <pre className="code">{pretty(receipt.entry)}</pre>
          <h3>{say(T.receiptProof)}</h3>
          {receipt.proof ? (
            <>
              <pre className="code">{receipt.proof}</pre>
              <Button
                type="primary"
                onClick={() =>
                  saveText(
                    `receipt-${receipt.index ?? step.version}.tlog-proof`,
                    receipt.proof ?? "",
                    "text/plain",
                  )
                }
              >
                {say(T.download)}
              </Button>
            </>
          ) : (
            <p>{say(T.receiptProofPending)}</p>
          )}
        </>
      )}
    </Dialog>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
