import type { OpenList } from "../api-types.ts";
import { count, day } from "../format.ts";
import type { Client } from "../http/client.ts";
import { usePage } from "../page.ts";
import { Frame } from "../parts/frame.tsx";
import { Pager } from "../parts/pager.tsx";
import { ArticleLink, Crumbs, Nothing, OpenTag, Own, Scroll } from "../parts/small.tsx";
import { safeHref, urls } from "../urls.ts";

const pageSize = 50;

export interface OpenListData {
  readonly list: OpenList;
  readonly page: number;
}

export async function loadOpenList(client: Client, query: URLSearchParams): Promise<OpenListData> {
  const asked = Number(query.get("page") ?? 1);
  const page = Number.isSafeInteger(asked) && asked > 0 && asked <= 200 ? asked : 1;
  const list = await client.get<OpenList>("/catalog/open-list", {
    limit: pageSize,
    offset: (page - 1) * pageSize,
  });
  return { list, page };
}

/** 公共数据开放清单 (Art. 28): the four things it must name, and the dated lists before it. */
export function OpenListPage({ data }: { data: OpenListData }) {
  const page = usePage();
  const { t, lang } = page;
  const text = t.openList;
  const { list } = data;
  const total = list.total ?? list.items.length;
  return (
    <Frame head={{ title: text.title, description: text.lead, canonical: urls.openList, nav: "openList" }}>
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[text.title]]} />
          <h1>{text.title}</h1>
          <p class="lead-s">
            {text.lead} <ArticleLink article="28" />
          </p>
        </div>
      </div>
      <div class="wrap block">
        {list.items.length === 0 ? (
          <Nothing title={text.empty}>
            <p>{text.emptyText}</p>
          </Nothing>
        ) : (
          <>
            <p class="sm muted">{text.total(count(total, lang))}</p>
            <div class="card">
              <Scroll label={text.caption}>
                <table class="plain wide list">
                  <caption class="vh">{text.caption}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{text.name}</th>
                      <th scope="col">{text.provider}</th>
                      <th scope="col">{text.attribute}</th>
                      <th scope="col">{text.type}</th>
                      <th scope="col">{text.condition}</th>
                      <th scope="col">{text.cycle}</th>
                      <th scope="col">{text.since}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.items.map((row) => (
                      <tr key={row.code}>
                        <th scope="row">
                          <a href={urls.dataset(row.code)}>
                            <Own>{row.name}</Own>
                          </a>
                          <code>{row.code}</code>
                        </th>
                        <td>
                          <a class="q" href={urls.org(row.provider.uscc)}>
                            <Own>{row.provider.name}</Own>
                          </a>
                        </td>
                        <td>
                          <OpenTag type={row.openAttribute} />
                        </td>
                        <td>
                          {row.condition ? <Own>{row.condition}</Own> : <span class="muted">{t.none}</span>}
                        </td>
                        <td>{t.words.cycle[row.updateCycle] ?? row.updateCycle}</td>
                        <td>{row.since && day(row.since, lang)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            </div>
            <Pager
              page={data.page}
              last={Math.ceil(total / pageSize)}
              to={(n) => (n === 1 ? urls.openList : `${urls.openList}?page=${n}`)}
            />
          </>
        )}
        <Snapshots list={list} />
      </div>
    </Frame>
  );
}

function Snapshots({ list }: { list: OpenList }) {
  const { t, lang } = usePage();
  const snapshots = (list.snapshots ?? []).flatMap((snapshot) => {
    const href = safeHref(snapshot.href);
    return href ? [{ ...snapshot, href }] : [];
  });
  if (snapshots.length === 0) return null;
  return (
    <section class="block" aria-labelledby="snapshots">
      <h2 id="snapshots">{t.openList.snapshots}</h2>
      <ul class="links">
        {snapshots.slice(0, 60).map((snapshot) => (
          <li key={snapshot.date}>
            <a href={snapshot.href}>
              {t.openList.snapshot(day(snapshot.date, lang), count(snapshot.entries, lang))}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
