import { bytes, count, day, points } from "../../format.ts";
import { usePage } from "../../page.ts";
import { Icon } from "../../parts/icon.tsx";
import { Bar, Own } from "../../parts/small.tsx";
import { urls } from "../../urls.ts";
import type { Offer } from "./downloads.ts";
import { offersOf } from "./downloads.ts";
import type { DatasetData } from "./load.ts";
import { toneOf } from "./quality.tsx";

/** Beside the data: how to take it, how to object, how good it is, how to cite it. */
export function Side({ data }: { data: DatasetData }) {
  const { t } = usePage();
  const offers = offersOf(data);
  return (
    <aside class="side" aria-label={t.dataset.catalog.title}>
      {offers.length > 0 && <Downloads offers={offers} />}
      <Fix data={data} />
      <Dimensions data={data} />
      <Cite data={data} />
      <CatalogFacts data={data} />
    </aside>
  );
}

function Downloads({ offers }: { offers: readonly Offer[] }) {
  const { t, lang } = usePage();
  const text = t.dataset.downloads;
  const notes = {
    "csv-bom": text.csvBom,
    csv: text.csv,
    xlsx: text.xlsx,
    json: text.json,
    parquet: text.parquet,
  };
  return (
    <section aria-labelledby="downloads">
      <h2 id="downloads">{text.title}</h2>
      <ul class="card dl-l">
        {offers.map((offer) => (
          <li key={offer.format}>
            <a href={offer.href} download>
              <span>
                <span class="fmt">{offer.format === "csv-bom" ? "CSV" : offer.format.toUpperCase()}</span>
              </span>
              <span class="sz">{notes[offer.format]}</span>
              <span class="sz">{offer.bytes !== undefined && bytes(offer.bytes, lang)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fix({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const { entry, corrections } = data.dataset;
  const text = t.dataset.fix;
  return (
    <section class="card fix" aria-labelledby="fix">
      <h2 id="fix">
        <Icon name="flag" small />
        {text.title}
      </h2>
      <p>{text.text(t.workingDays("5"), t.workingDays("10"))}</p>
      {corrections && (corrections.open > 0 || corrections.done > 0) && (
        <p class="counts">
          {corrections.open > 0 && <span>{text.open(count(corrections.open, lang))}</span>}
          {corrections.done > 0 && <span>{text.done(count(corrections.done, lang))}</span>}
        </p>
      )}
      <a class="btn" href={urls.correct(entry.code)}>
        {text.button}
      </a>
    </section>
  );
}

function Dimensions({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const dimensions = Object.entries(data.profiled?.quality?.dimensions ?? {});
  if (dimensions.length === 0) return null;
  return (
    <section class="card box" aria-labelledby="dimensions">
      <h2 id="dimensions">{t.dataset.qualityOf.title}</h2>
      <ul class="q">
        {dimensions.map(([name, score]) => {
          const share = score / 100;
          return (
            <li key={name}>
              <span>{t.words.dimension[name] ?? name}</span>
              <b>{points(score, lang)}</b>
              <Bar share={share} tone={toneOf(share)} />
            </li>
          );
        })}
      </ul>
      <p class="xs">
        <a href="#quality">{t.dataset.seeWhy}</a>
      </p>
    </section>
  );
}

function Cite({ data }: { data: DatasetData }) {
  const page = usePage();
  const { t } = page;
  const citation = page.say(data.dataset.citation);
  if (citation === "") return null;
  return (
    <section class="card box" aria-labelledby="cite">
      <h2 id="cite">{t.dataset.cite.title}</h2>
      <p class="cite">
        <Own>{citation}</Own>
      </p>
      <p class="xs muted">{t.dataset.cite.text}</p>
      <button type="button" class="btn sm" hidden data-copy-text={citation} data-done={t.copied}>
        <Icon name="copy" small />
        <span>{t.copy}</span>
      </button>
    </section>
  );
}

function CatalogFacts({ data }: { data: DatasetData }) {
  const page = usePage();
  const { t, lang } = page;
  const { entry } = data.dataset;
  const text = t.dataset.catalog;
  const facts: [string, string | undefined][] = [
    [text.field, entry.fields32 && (t.words.field[entry.fields32] ?? entry.fields32)],
    [text.division, entry.division?.name],
    [text.share, entry.shareType && (t.words.share[entry.shareType] ?? entry.shareType)],
    [text.basis, entry.basis ?? undefined],
    [text.keywords, entry.keywords?.join("、")],
    [text.published, entry.publishedAt && day(entry.publishedAt, lang)],
  ];
  return (
    <section class="card box" aria-labelledby="catalog">
      <h2 id="catalog">{text.title}</h2>
      <dl class="meta">
        <div>
          <dt>{text.code}</dt>
          <dd>
            <code>{entry.code}</code>
          </dd>
        </div>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Own>{value}</Own>
                </dd>
              </div>
            ),
        )}
        {data.version?.sha256 && (
          <div>
            <dt>{text.sha}</dt>
            <dd>
              <code>{data.version.sha256}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>{text.metadata}</dt>
          <dd>
            <a href={urls.api.dataset(entry.code)}>JSON</a>
          </dd>
        </div>
      </dl>
      {!!entry.related?.length && (
        <>
          <h2>{t.dataset.related}</h2>
          <ul class="rel">
            {entry.related.slice(0, 6).map((code) => (
              <li key={code}>
                <a href={urls.dataset(code)}>{code}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
