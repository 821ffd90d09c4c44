import { usePage } from "../../page.ts";
import { samplesFor } from "../../parts/api-samples.ts";
import { Code } from "../../parts/small.tsx";
import { urls } from "../../urls.ts";
import type { DatasetData } from "./load.ts";

/** Requests for exactly what the preview shows, ready to run. */
export function ApiSection({ data }: { data: DatasetData }) {
  const { t, publicUrl } = usePage();
  const { dataset, question, version, old } = data;
  const { code } = dataset.entry;
  const samples = samplesFor(publicUrl, code, {
    where: question.where,
    sort: question.sort,
    version: old && version ? String(version.version) : undefined,
  });
  const others = [
    ["Python", samples.python],
    ["R", samples.r],
    ["JavaScript", samples.javascript],
  ] as const;
  return (
    <section class="block" id="api" aria-labelledby="api-h">
      <h2 id="api-h">{t.dataset.tabs.api}</h2>
      <p class="lead-s">{t.dataset.api.lead}</p>
      <div class="card langs">
        <details name="language" open>
          <summary>curl</summary>
          <Code text={samples.curl} label={`curl (${t.dataset.api.curl})`} />
        </details>
        {others.map(([name, text]) => (
          <details key={name} name="language">
            <summary>{name}</summary>
            <Code text={text} label={name} />
          </details>
        ))}
      </div>
      <p class="links">
        <a href={urls.api.dataset(code)}>{t.dataset.api.metadata}</a>
        <a href={urls.developers}>{t.dataset.api.more}</a>
        <a href={urls.openapi}>OpenAPI</a>
      </p>
    </section>
  );
}
