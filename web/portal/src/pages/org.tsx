import type { Org, SearchAnswer } from "../api-types.ts";
import { count } from "../format.ts";
import type { Client } from "../http/client.ts";
import { usePage } from "../page.ts";
import { Frame } from "../parts/frame.tsx";
import { Listing } from "../parts/listing.tsx";
import { Crumbs, Nothing, Own } from "../parts/small.tsx";
import { urls } from "../urls.ts";

export interface OrgData {
  readonly org: Org;
  readonly datasets: SearchAnswer | undefined;
}

export async function loadOrg(client: Client, uscc: string): Promise<OrgData> {
  const [org, datasets] = await Promise.all([
    client.get<Org>(`/organisations/${encodeURIComponent(uscc)}`),
    client.find<SearchAnswer>("/datasets", { provider: uscc, sort: "updated", limit: 20 }),
  ]);
  return { org, datasets };
}

/** An organisation and what it has opened. */
export function OrgPage({ data }: { data: OrgData }) {
  const { t, lang } = usePage();
  const { org, datasets } = data;
  const items = datasets?.items ?? [];
  const total = datasets?.total ?? items.length;
  return (
    <Frame head={{ title: org.name, canonical: urls.org(org.uscc), nav: "search" }}>
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[t.search.title, urls.search()], [org.name]]} />
          <h1>
            <Own>{org.name}</Own>
          </h1>
          <dl class="inline">
            <div>
              <dt>{t.org.kind}</dt>
              <dd>{t.words.kind[org.kind] ?? org.kind}</dd>
            </div>
            <div>
              <dt>{t.org.level}</dt>
              <dd>{t.words.level[org.level] ?? org.level}</dd>
            </div>
            {org.division && (
              <div>
                <dt>{t.org.division}</dt>
                <dd>
                  <Own>{org.division.name}</Own>
                </dd>
              </div>
            )}
            {org.authority && (
              <div>
                <dt>{t.org.authority}</dt>
                <dd>
                  <a href={urls.org(org.authority.uscc)}>
                    <Own>{org.authority.name}</Own>
                  </a>
                </dd>
              </div>
            )}
            <div>
              <dt>{t.org.uscc}</dt>
              <dd>
                <code>{org.uscc}</code>
              </dd>
            </div>
          </dl>
        </div>
      </div>
      <section class="wrap block" aria-labelledby="datasets">
        <div class="sec-h">
          <h2 id="datasets">{t.org.datasets(count(total, lang))}</h2>
          {items.length > 0 && (
            <a class="more" href={urls.search({ provider: org.uscc })}>
              {t.org.all}
            </a>
          )}
        </div>
        {items.length > 0 ? <Listing rows={items} /> : <Nothing title={t.org.none} />}
      </section>
    </Frame>
  );
}
