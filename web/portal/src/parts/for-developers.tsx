import type { RowsPage } from "../api-types.ts";
import { usePage } from "../page.ts";
import { urls } from "../urls.ts";
import { samplesFor } from "./api-samples.ts";
import { Code } from "./small.tsx";

/** A request of the API and what it answers now. */
export interface Sample {
  readonly code: string;
  readonly rows: RowsPage["rows"];
}

/** Three steps into the API, beside a request that runs and its answer. */
export function ForDevelopers({ sample }: { sample: Sample | undefined }) {
  const { t, publicUrl } = usePage();
  const steps = [
    [t.home.dev1, t.home.dev1Text],
    [t.home.dev2, t.home.dev2Text],
    [t.home.dev3, t.home.dev3Text],
  ] as const;
  return (
    <section class="sec wrap" aria-labelledby="dev">
      <div class={sample ? "card dev" : "card dev one"}>
        <div class="steps">
          <h2 id="dev">{t.home.dev}</h2>
          <ol>
            {steps.map(([title, text]) => (
              <li key={title}>
                <span>
                  <b>{title}</b> {text}
                </span>
              </li>
            ))}
          </ol>
          <p class="btns">
            <a class="btn p" href={urls.developers}>
              {t.home.devRead}
            </a>
            <a class="btn" href={urls.openapi}>
              OpenAPI
            </a>
          </p>
        </div>
        {sample && (
          <Code
            text={samplesFor(publicUrl, sample.code, {}, 2).curl}
            answer={answerText(sample.rows)}
            label={t.home.devSample}
          />
        )}
      </div>
    </section>
  );
}

/** The first rows as JSON, cut to what fits beside the steps. */
function answerText(rows: RowsPage["rows"]): string {
  const shown = rows.slice(0, 2).map((row) => {
    const pairs = Object.entries(row).slice(0, 5);
    return `    { ${pairs.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`.slice(0, 80)).join(", ")}, … }`;
  });
  return `{\n  "rows": [\n${shown.join(",\n")}\n  ], …\n}`;
}
