import { bytes, count, day, points } from "../../format.ts";
import { usePage } from "../../page.ts";
import { Icon } from "../../parts/icon.tsx";
import { Crumbs, OpenTag, Own, Tag, When } from "../../parts/small.tsx";
import { safeHref, urls } from "../../urls.ts";
import { offersOf } from "./downloads.ts";
import type { DatasetData } from "./load.ts";

/** Title, what it is, how to take it, and the facts people judge it by. */
export function DatasetHead({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const { dataset, version, old } = data;
  const { entry } = dataset;
  const field = entry.fields32 && entry.fields32 !== "other" ? entry.fields32 : undefined;
  const trail: [string, string?][] = [[t.search.title, urls.search()]];
  if (field) trail.push([t.words.field[field] ?? field, urls.search({ field })]);
  trail.push([entry.name]);
  const csv = offersOf(data).find((offer) => offer.format === "csv-bom");
  return (
    <div class="dh">
      <div class="wrap">
        <Crumbs trail={trail} />
        <div class="top">
          <div>
            <h1>
              <Own>{entry.name}</Own>
            </h1>
            <p class="tags">
              <OpenTag type={entry.openType} />
              {field && <Tag>{t.words.field[field] ?? field}</Tag>}
              {csv && <Tag>{t.dataset.noLogin}</Tag>}
              {version && (
                <Tag tone={old ? "warn" : "plain"}>{t.dataset.version(count(version.version, lang))}</Tag>
              )}
            </p>
            <p class="desc">
              <Own>{entry.abstract || t.dataset.noAbstract}</Own>
            </p>
            {entry.openType !== "unconditional" && (entry.openCondition || entry.openBasis) && (
              <p class="desc">
                <b>{entry.openCondition ? t.dataset.condition : t.dataset.basis}</b>
                {t.colon}
                <Own>
                  {entry.openCondition || `${entry.openBasis?.title ?? ""} ${entry.openBasis?.clause ?? ""}`}
                </Own>
              </p>
            )}
          </div>
          {csv && (
            <div class="act">
              <a class="btn p" href={csv.href} download>
                <Icon name="download" />
                {t.dataset.downloadCsv}
                {csv.bytes !== undefined && <small>{bytes(csv.bytes, lang)}</small>}
              </a>
              <a class="btn" href="#api">
                <Icon name="code" />
                {t.dataset.useApi}
              </a>
              <a class="btn" href={urls.correct(entry.code)}>
                <Icon name="flag" />
                {t.dataset.fix.button}
              </a>
            </div>
          )}
        </div>
        {old && version && (
          <p class="note-bar" role="note">
            <Icon name="history" small />
            {t.dataset.oldVersion(count(version.version, lang))}{" "}
            <a href={urls.dataset(entry.code)}>{t.dataset.toCurrent}</a>
          </p>
        )}
        <KeyFacts data={data} />
      </div>
    </div>
  );
}

function KeyFacts({ data }: { data: DatasetData }) {
  const page = usePage();
  const { t, lang } = page;
  const { dataset, version, profiled, columns } = data;
  const { entry, timeliness, licence } = dataset;
  const updated = version?.publishedAt ?? timeliness?.lastUpdate;
  const quality = profiled?.quality;
  const href = safeHref(licence?.href);
  return (
    <dl class="kf">
      <div>
        <dt>{t.dataset.provider}</dt>
        <dd>
          <a href={urls.org(entry.provider.uscc)}>
            <Own>{entry.provider.name}</Own>
          </a>
        </dd>
      </div>
      {updated && (
        <div>
          <dt>{t.dataset.lastUpdate}</dt>
          <dd>
            <When at={updated} />
            {!data.old && timeliness?.onTime === true && (
              <small class="ok">
                <Icon name="check" small />
                {t.dataset.onTime}
              </small>
            )}
            {!data.old && timeliness?.onTime === false && (
              <small class="bad">
                <Icon name="alert" small />
                {t.dataset.notOnTime}
              </small>
            )}
          </dd>
        </div>
      )}
      <div>
        <dt>{t.dataset.cycle}</dt>
        <dd>
          {t.words.cycle[entry.updateCycle] ?? entry.updateCycle}
          {timeliness?.nextDue && <small>{t.dataset.nextDue(day(timeliness.nextDue, lang))}</small>}
        </dd>
      </div>
      {version && (
        <div>
          <dt>{t.dataset.size}</dt>
          <dd>{t.dataset.rowsColumns(count(version.rows, lang), count(columns.length, lang))}</dd>
        </div>
      )}
      {typeof quality?.score === "number" && (
        <div>
          <dt>{t.dataset.quality}</dt>
          <dd>
            {t.dataset.points(points(quality.score, lang))}
            <small>
              <a href="#quality">{t.dataset.seeWhy}</a>
            </small>
          </dd>
        </div>
      )}
      {licence && (
        <div>
          <dt>{t.dataset.licence}</dt>
          <dd>{href ? <a href={href}>{page.say(licence.title)}</a> : page.say(licence.title)}</dd>
        </div>
      )}
    </dl>
  );
}
