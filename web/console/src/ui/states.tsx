import { Button } from "antd";
import type { ReactNode } from "react";
import type { Problem } from "../api-types.ts";
import { citeArticle } from "../article.ts";
import { useLanguage } from "../language.tsx";
import { problemFrom } from "../problem.ts";
import { problemTexts } from "../texts/problem.ts";
import { uiTexts } from "../texts/ui.ts";
import { Icon, type IconName } from "./icon.tsx";

/** Nothing here, and why that is, with what can be done about it. */
export function Empty(props: { title: string; hint?: string; icon?: IconName; children?: ReactNode }) {
  return (
    <div className="state">
      <Icon name={props.icon ?? "inbox"} />
      <b>{props.title}</b>
      {props.hint && <p>{props.hint}</p>}
      {props.children}
    </div>
  );
}

/** Something is on its way. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { say } = useLanguage();
  return (
    <div className="loading" role="status">
      <span className="vh">{say(uiTexts.loading)}</span>
      {Array.from({ length: rows }, (_v, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey lines are all the same
        <i key={i} aria-hidden="true" />
      ))}
    </div>
  );
}

/** A refusal as the server worded it: what, on what article, which fields, and when to try again. */
export function Refused(props: { thrown: unknown; onRetry?: () => void; focus?: boolean }) {
  return <RefusedProblem {...props} problem={problemFrom(props.thrown)} />;
}

export function RefusedProblem({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const { say, lang } = useLanguage();
  return (
    <div className="refusal" role="alert">
      <b>{say(problem.detail)}</b>
      {problem.fields && problem.fields.length > 0 && (
        <ul>
          {problem.fields.map((f) => (
            <li key={f.path}>· {lang === "zh" ? f.zh : f.en}</li>
          ))}
        </ul>
      )}
      {problem.retryAfter !== undefined && (
        <small>{say(problemTexts.retryAfter, { n: problem.retryAfter })}</small>
      )}
      {problem.article && (
        <small>
          {say(problemTexts.basis, {
            article: citeArticle(problem.article, lang, problem.instrument ?? "qingdao-299"),
          })}
        </small>
      )}
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          {say(problemTexts.retry)}
        </Button>
      )}
    </div>
  );
}

/** Shows a query's loading and error states, and its data when there is some. */
export function Loaded<Data>(props: {
  query: { data: Data | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  const { query } = props;
  if (query.data !== undefined) return <>{props.children(query.data)}</>;
  if (query.error)
    return (
      <div className="pad">
        <Refused thrown={query.error} onRetry={() => query.refetch()} />
      </div>
    );
  return (
    <div className="pad">
      <Loading {...(props.rows ? { rows: props.rows } : {})} />
    </div>
  );
}
