import { count } from "../../format.ts";
import { usePage } from "../../page.ts";
import { Frame } from "../../parts/frame.tsx";
import { Crumbs } from "../../parts/small.tsx";
import { urls } from "../../urls.ts";
import { EvidenceForm } from "./evidence-form.tsx";

export interface EvidenceLaterData {
  readonly number: string;
  /** Too many were asked for; else the last act is not in a checkpoint yet. */
  readonly busy: boolean;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly pass: string;
  readonly token: string;
}

/** The pack cannot be had yet: why, when to try again, and the button to do so. */
export function EvidenceLater({ data }: { data: EvidenceLaterData }) {
  const { t, lang } = usePage();
  const text = t.followUp;
  const title = data.busy ? text.busy : text.notYet;
  return (
    <Frame head={{ title, canonical: urls.followUp, noIndex: true, nav: "followUp" }}>
      <div class="wrap narrow">
        <Crumbs trail={[[text.title, urls.followUp], [text.evidence]]} />
        <h1>{title}</h1>
        <p class="tags">
          <span class="fmt">{data.number}</span>
        </p>
        {!data.busy && <p class="lead-s">{text.notYetText}</p>}
        <p class="lead-s">
          {data.retryAfter === undefined ? text.busyText : text.waitFor(count(data.retryAfter, lang))}
        </p>
        <EvidenceForm pass={data.pass} token={data.token} label={text.retry}>
          <a class="btn" href={urls.caseOf(data.number)}>
            {text.title}
          </a>
        </EvidenceForm>
      </div>
    </Frame>
  );
}
