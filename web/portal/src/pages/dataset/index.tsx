import { count } from "../../format.ts";
import { usePage } from "../../page.ts";
import { Frame } from "../../parts/frame.tsx";
import type { IconName } from "../../parts/icon.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Nothing } from "../../parts/small.tsx";
import { safeHref, urls } from "../../urls.ts";
import { ApiSection } from "./api.tsx";
import { Columns } from "./columns.tsx";
import { offersOf } from "./downloads.ts";
import { DatasetHead } from "./head.tsx";
import { History, Versions } from "./history.tsx";
import type { DatasetData } from "./load.ts";
import { Preview } from "./preview.tsx";
import { QualitySection } from "./quality.tsx";
import { Side } from "./side.tsx";

/** The page a dataset is known by: what it is, whether it can be relied on, and the data itself. */
export function DatasetPage({ data }: { data: DatasetData }) {
  const page = usePage();
  const { t } = page;
  const { dataset, version, old } = data;
  const { entry } = dataset;
  const canonical = old && version ? urls.version(entry.code, version.version) : urls.dataset(entry.code);
  const open = entry.openType === "unconditional";
  return (
    <Frame
      head={{
        title: entry.name,
        description: entry.abstract,
        canonical,
        nav: "search",
        jsonLd: schemaOrg(data, page.publicUrl),
      }}
    >
      <DatasetHead data={data} />
      <Tabs data={data} />
      <div class="wrap lay">
        <div class="main">
          {version && open && <Preview data={data} />}
          {(!version || !open) && (
            <section class="card" id="preview">
              <Nothing title={open ? t.dataset.noData : (t.words.open[entry.openType] ?? entry.openType)}>
                <p>{open ? t.dataset.noDataText : t.dataset.conditionalText}</p>
              </Nothing>
            </section>
          )}
          <Columns data={data} />
          {version && open && <ApiSection data={data} />}
          <QualitySection data={data} />
          <Versions data={data} />
          <History data={data} />
        </div>
        <Side data={data} />
      </div>
    </Frame>
  );
}

function Tabs({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const { dataset, columns, version, profiled } = data;
  const open = version && dataset.entry.openType === "unconditional";
  const tabs: [id: string, icon: IconName, text: string, n?: number][] = [
    ["preview", "table", t.dataset.tabs.preview],
  ];
  if (columns.length > 0) tabs.push(["columns", "list", t.dataset.tabs.columns, columns.length]);
  if (open) tabs.push(["api", "code", t.dataset.tabs.api]);
  if (profiled?.quality) tabs.push(["quality", "gauge", t.dataset.tabs.quality]);
  if (dataset.versions?.length)
    tabs.push(["versions", "layers", t.dataset.tabs.versions, dataset.versions.length]);
  if (dataset.history?.length)
    tabs.push(["history", "history", t.dataset.tabs.history, dataset.history.length]);
  return (
    <nav class="tabs" aria-label={t.dataset.tabs.label} data-spy>
      <div class="wrap">
        <ul>
          {tabs.map(([id, icon, text, n]) => (
            <li key={id}>
              <a href={`#${id}`}>
                <Icon name={icon} small />
                {text}
                {n !== undefined && <span>{count(n, lang)}</span>}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}

function schemaOrg(data: DatasetData, publicUrl: string): unknown {
  const { dataset, version } = data;
  const { entry, licence } = dataset;
  return {
    "@context": "https://schema.org",
    "@type": "Dataset",
    name: entry.name,
    description: entry.abstract,
    identifier: entry.code,
    url: publicUrl + urls.dataset(entry.code),
    inLanguage: "zh-CN",
    isAccessibleForFree: true,
    creator: { "@type": "GovernmentOrganization", name: entry.provider.name },
    keywords: entry.keywords,
    dateModified: version?.publishedAt ?? entry.updatedAt,
    version: version?.version,
    license: safeHref(licence?.href),
    distribution: offersOf(data).map(({ href, format }) => ({
      "@type": "DataDownload",
      encodingFormat: format === "csv-bom" ? "csv" : format,
      contentUrl: href.startsWith("/") ? publicUrl + href : href,
    })),
  };
}
