import type { SearchAnswer } from "../api-types.ts";
import type { Client } from "../http/client.ts";
import { usePage } from "../page.ts";
import { samplesFor } from "../parts/api-samples.ts";
import { Frame } from "../parts/frame.tsx";
import { Code, Crumbs, Scroll } from "../parts/small.tsx";
import { urls } from "../urls.ts";

export interface DevelopersData {
  /** A dataset there is, so that the examples run. */
  readonly example: { readonly code: string } | undefined;
}

export async function loadDevelopers(client: Client): Promise<DevelopersData> {
  const answer = await client.find<SearchAnswer>("/datasets", {
    open: "unconditional",
    sort: "updated",
    limit: 20,
  });
  return { example: answer?.items.find((row) => row.hasData !== false) };
}

/** How programs use the same API as the portal. */
export function Developers({ data }: { data: DevelopersData }) {
  const { t, publicUrl } = usePage();
  const text = t.developers;
  const endpoints: [path: string, does: string][] = [
    ["/api/v1/datasets?q=…", text.search],
    ["/api/v1/datasets/{code}", text.one],
    ["/api/v1/datasets/{code}/rows", text.rows],
    ["/api/v1/datasets/{code}/download", text.download],
    ["/api/v1/catalog/open-list", text.list],
    ["/api/v1/statistics/procedures", text.statistics],
    ["/api/v1/law", text.lawApi],
    ["/checkpoint", text.checkpoint],
  ];
  const filters = [
    'district eq "市南区"',
    'name contains "停车" and total ge 200',
    "updated_at is not null",
    'district in ("市南区", "市北区") or free gt 10',
  ];
  return (
    <Frame
      head={{ title: text.title, description: text.lead, canonical: urls.developers, nav: "developers" }}
    >
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[text.title]]} />
          <h1>{text.title}</h1>
          <p class="lead-s">{text.lead}</p>
          <p class="btns">
            <a class="btn p" href={urls.openapi}>
              {text.openapi}
            </a>
          </p>
        </div>
      </div>
      <div class="wrap">
        <section class="block" aria-labelledby="start">
          <h2 id="start">{text.start}</h2>
          <p class="lead-s">{text.startText}</p>
          <Code text={`curl '${publicUrl}/api/v1/datasets?limit=5'`} label={`curl ${text.search}`} />
          {data.example && (
            <>
              <Code text={samplesFor(publicUrl, data.example.code, {}).curl} label={`curl ${text.rows}`} />
              <Code text={samplesFor(publicUrl, data.example.code, {}).python} label="Python" />
            </>
          )}
        </section>
        <section class="block" aria-labelledby="endpoints">
          <h2 id="endpoints">{text.endpoints}</h2>
          <div class="card">
            <Scroll label={text.endpointsCaption}>
              <table class="plain">
                <caption class="vh">{text.endpointsCaption}</caption>
                <thead>
                  <tr>
                    <th scope="col">{text.method}</th>
                    <th scope="col">{text.does}</th>
                  </tr>
                </thead>
                <tbody>
                  {endpoints.map(([path, does]) => (
                    <tr key={path}>
                      <th scope="row">
                        <code>GET {path}</code>
                      </th>
                      <td>{does}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          </div>
        </section>
        <section class="block" aria-labelledby="filters">
          <h2 id="filters">{text.filters}</h2>
          <p class="lead-s">{text.filtersText}</p>
          <Code text={filters.map((filter) => `where=${filter}`).join("\n")} label={text.filters} />
        </section>
        <section class="block" aria-labelledby="conventions">
          <h2 id="conventions">{text.rules}</h2>
          <ul class="card steps-l">
            <li>{text.rule1}</li>
            <li>{text.rule2}</li>
            <li>{text.rule3}</li>
            <li>{text.rule4}</li>
          </ul>
        </section>
        <Agencies />
      </div>
    </Frame>
  );
}

/** How the systems of agencies get in: not by a public key, but by a token bound to a key of their own. */
function Agencies() {
  const { t } = usePage();
  const text = t.developers;
  return (
    <section class="block" aria-labelledby="agencies">
      <h2 id="agencies">{text.agencies}</h2>
      <ul class="card steps-l">
        <li>{text.agenciesRegister}</li>
        <li>
          {text.agenciesMetadata}{" "}
          <a href={urls.authorizationServer}>
            <code>{urls.authorizationServer}</code>
          </a>
        </li>
        <li>
          {text.agenciesScopes} <a href={urls.openapi}>{text.openapiDocument}</a>
        </li>
      </ul>
    </section>
  );
}
