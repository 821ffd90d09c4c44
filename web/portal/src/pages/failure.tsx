import type { Problem } from "../api-types.ts";
import { usePage } from "../page.ts";
import { Frame } from "../parts/frame.tsx";
import { ArticleLink, Nothing } from "../parts/small.tsx";
import { urls } from "../urls.ts";

export interface FailureData {
  readonly status: number;
  /** The API's words, shown for refusals (4xx) only. */
  readonly problem: Problem | undefined;
  /** What an operator finds this failure by in the log. */
  readonly reference: string | undefined;
}

/** 404, 429, other refusals and our own faults, in words and with a way on. */
export function Failure({ data }: { data: FailureData }) {
  const page = usePage();
  const { t } = page;
  const text = t.errors;
  const { status, problem } = data;
  const [title, sentence] =
    status === 404
      ? [text.notFound, text.notFoundText]
      : status === 429
        ? [text.busy, text.busyText]
        : status >= 500
          ? [text.failed, text.failedText]
          : [text.refused, page.say(problem?.detail)];
  return (
    <Frame head={{ title, noIndex: true }}>
      <div class="wrap narrow">
        <Nothing title={title} level={1}>
          <p>{sentence}</p>
          {status < 500 && status !== 404 && <ArticleLink article={problem?.article} />}
          {status >= 500 && data.reference && <p class="xs muted">{text.reference(data.reference)}</p>}
          <p class="btns">
            <a class="btn p" href={urls.search()}>
              {text.toSearch}
            </a>
            <a class="btn" href={urls.home}>
              {text.toHome}
            </a>
          </p>
        </Nothing>
      </div>
    </Frame>
  );
}
