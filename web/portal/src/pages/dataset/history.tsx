import { bytes, count, moment } from "../../format.ts";
import { usePage } from "../../page.ts";
import { ArticleLink, Own, Scroll } from "../../parts/small.tsx";
import { urls } from "../../urls.ts";
import type { DatasetData } from "./load.ts";

/** Versions: each stays where it is and can be checked by its hash. */
export function Versions({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const { dataset, version } = data;
  const versions = [...(dataset.versions ?? [])].sort((a, b) => b.version - a.version);
  if (versions.length === 0) return null;
  const text = t.dataset.versions;
  const newest = versions[0]?.version;
  return (
    <section class="block" id="versions" aria-labelledby="versions-h">
      <h2 id="versions-h">{text.title}</h2>
      <p class="lead-s">{text.lead}</p>
      <div class="card">
        <Scroll label={text.caption}>
          <table class="plain mid">
            <caption class="vh">{text.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{text.version}</th>
                <th scope="col">{text.published}</th>
                <th scope="col" class="num">
                  {text.rows}
                </th>
                <th scope="col" class="num">
                  {text.bytes}
                </th>
                <th scope="col">{text.sha}</th>
              </tr>
            </thead>
            <tbody>
              {versions.slice(0, 50).map((known) => (
                <tr
                  key={known.version}
                  aria-current={known.version === version?.version ? "true" : undefined}
                >
                  <th scope="row">
                    <a href={urls.version(dataset.entry.code, known.version)}>
                      {t.dataset.version(count(known.version, lang))}
                    </a>
                    {known.version === newest && <span class="tag">{t.dataset.versionNow}</span>}
                  </th>
                  <td>
                    <time dateTime={known.publishedAt}>{moment(known.publishedAt, lang)}</time>
                  </td>
                  <td class="num">{count(known.rows, lang)}</td>
                  <td class="num">{known.bytes === undefined ? "" : bytes(known.bytes, lang)}</td>
                  <td>{known.sha256 && <code title={known.sha256}>{known.sha256.slice(0, 12)}…</code>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </section>
  );
}

/** What was done, when, by whom, on which article, and where in the ledger it stands. */
export function History({ data }: { data: DatasetData }) {
  const page = usePage();
  const { t, lang } = page;
  const acts = data.dataset.history ?? [];
  if (acts.length === 0) return null;
  const text = t.dataset.history;
  return (
    <section class="block" id="history" aria-labelledby="history-h">
      <h2 id="history-h">{text.title}</h2>
      <p class="lead-s">{text.lead}</p>
      <ol class="card acts">
        {acts.slice(0, 100).map((act) => (
          <li key={`${act.at} ${act.entry} ${page.say(act.title)}`}>
            <b>{page.say(act.title)}</b>
            <span class="m">
              <time dateTime={act.at}>{moment(act.at, lang)}</time>
              {act.org && (
                <span>
                  <Own>{act.org.name}</Own>
                </span>
              )}
              <ArticleLink article={act.article} />
            </span>
            {typeof act.entry === "number" && (
              <a class="rc" href={urls.ledgerEntry(act.entry)}>
                {text.receipt(count(act.entry, lang))}
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
