import type { Choice, HomeNumbers, ProcedureNumbers, RowsPage } from "../api-types.ts";
import { bigCount, count, dayOf } from "../format.ts";
import type { Client } from "../http/client.ts";
import { usePage } from "../page.ts";
import type { Sample } from "../parts/for-developers.tsx";
import { ForDevelopers } from "../parts/for-developers.tsx";
import { Frame } from "../parts/frame.tsx";
import type { IconName } from "../parts/icon.tsx";
import { Icon } from "../parts/icon.tsx";
import { begunPeriods, PeriodBoard } from "../parts/periods.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { Bar, Formats, Nothing, Own, When } from "../parts/small.tsx";
import { urls } from "../urls.ts";

export interface HomeData {
  readonly numbers: HomeNumbers | undefined;
  readonly procedures: readonly ProcedureNumbers[] | undefined;
  readonly sample: Sample | undefined;
}

export async function loadHome(client: Client): Promise<HomeData> {
  const [numbers, procedures] = await Promise.all([
    client.find<HomeNumbers>("/statistics/home"),
    client.find<{ items: ProcedureNumbers[] }>("/statistics/procedures"),
  ]);
  const code = numbers?.recent?.find((row) => row.formats?.length)?.code;
  const rows = code && (await client.find<RowsPage>(urls.apiPath.rows(code), { limit: 2 }));
  return {
    numbers,
    procedures: procedures?.items,
    sample: code && rows ? { code, rows: rows.rows } : undefined,
  };
}

export function Home({ data }: { data: HomeData }) {
  const page = usePage();
  const { t } = page;
  const { numbers } = data;
  const periods = begunPeriods(data.procedures);
  const jsonLd = {
    "@context": "https://schema.org",
    "@type": "DataCatalog",
    name: t.site,
    url: `${page.publicUrl}/`,
    inLanguage: page.lang === "zh" ? "zh-CN" : "en",
  };
  return (
    <Frame head={{ title: t.site, description: t.home.description, canonical: "/", jsonLd }}>
      <Hero numbers={numbers} />
      {numbers && <Facts numbers={numbers} />}
      {numbers && numbers.datasets === 0 && (
        <div class="sec wrap">
          <Nothing title={t.home.empty}>
            <p>{t.home.emptyText}</p>
          </Nothing>
        </div>
      )}
      {hasAny(numbers?.byField) && <Fields choices={numbers?.byField ?? []} total={numbers?.datasets ?? 0} />}
      <Recent numbers={numbers} />
      {periods.length > 0 && (
        <section class="sec wrap" aria-labelledby="periods">
          <div class="sec-h">
            <h2 id="periods">{t.home.periods}</h2>
            <p>{t.home.periodsNote}</p>
            <a class="more" href={urls.law}>
              {t.home.lawMore}
              <Icon name="right" small />
            </a>
          </div>
          <PeriodBoard lines={periods} label={t.home.periods} />
        </section>
      )}
      <ForDevelopers sample={data.sample} />
    </Frame>
  );
}

const hasAny = (choices: readonly Choice[] | undefined) => (choices ?? []).some((choice) => choice.count > 0);

function Hero({ numbers }: { numbers: HomeNumbers | undefined }) {
  const { t, lang } = usePage();
  const districts = (numbers?.byDivision ?? []).filter((choice) => choice.count > 0);
  return (
    <section class={districts.length > 0 ? "hero" : "hero plain"} aria-labelledby="h1">
      <div class="wrap">
        <div class="ask">
          <h1 id="h1">{t.home.title}</h1>
          <p class="lead">
            {!!numbers?.agencies && <span>{t.home.leadAgencies(count(numbers.agencies, lang))} </span>}
            <span>{t.home.leadOpen}</span>
          </p>
          <SearchBox placeholder={t.home.placeholder} />
        </div>
        {districts.length > 0 && <Districts choices={districts} />}
      </div>
    </section>
  );
}

/** Districts as bars: no outline of a district is drawn, because none here has a licence. */
function Districts({ choices }: { choices: readonly Choice[] }) {
  const page = usePage();
  const { t, lang } = page;
  const most = Math.max(...choices.map((choice) => choice.count));
  return (
    <nav class="districts" aria-labelledby="districts">
      <h2 id="districts">
        {t.home.district} <small>{t.home.districtNote}</small>
      </h2>
      <ul>
        {choices.slice(0, 12).map((choice) => (
          <li key={choice.value}>
            <a href={urls.search({ division: choice.value })}>
              <span class="n">
                <Own>{page.say(choice.label)}</Own>
              </span>
              <Bar share={choice.count / most} />
              <span class="c">{count(choice.count, lang)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Facts({ numbers }: { numbers: HomeNumbers }) {
  const { t, lang } = usePage();
  const facts: [label: string, value: number | undefined, unit: string][] = [
    [t.home.datasets, numbers.datasets, ""],
    [t.home.interfaces, numbers.interfaces, ""],
    [t.home.rows, numbers.rows, t.home.rowsUnit],
    [t.home.agencies, numbers.agencies, ""],
    [t.home.updatedToday, numbers.updatedToday, ""],
  ];
  const known = facts.filter(([, value]) => typeof value === "number" && value > 0);
  if (known.length === 0) return null;
  return (
    <section class="facts-strip wrap" aria-label={t.home.facts}>
      <dl class="card facts">
        {known.map(([label, value, unit]) => {
          const [figure, scale] = bigCount(value ?? 0, lang);
          return (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                {figure}
                {(scale || unit) && <small>{scale + unit}</small>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

const fieldIcons: readonly string[] = [
  "agriculture",
  "industry",
  "education",
  "health",
  "city-management",
  "market-regulation",
  "ecology",
  "other",
];

function Fields({ choices, total }: { choices: readonly Choice[]; total: number }) {
  const page = usePage();
  const { t, lang } = page;
  const shown = fieldIcons.flatMap((value) => choices.find((choice) => choice.value === value) ?? []);
  return (
    <section class="sec wrap" aria-labelledby="fields">
      <div class="sec-h">
        <h2 id="fields">{t.home.field}</h2>
        <p>{t.home.fieldNote}</p>
        <a class="more" href={urls.search()}>
          {t.home.all(count(total, lang))}
          <Icon name="right" small />
        </a>
      </div>
      <ul class="card topics">
        {shown.map((choice) => (
          <li key={choice.value}>
            <a href={urls.search({ field: choice.value })}>
              <Icon name={(fieldIcons.includes(choice.value) ? choice.value : "other") as IconName} />
              {t.words.field[choice.value] ?? page.say(choice.label)}
              <span>{count(choice.count, lang)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Recent({ numbers }: { numbers: HomeNumbers | undefined }) {
  const page = usePage();
  const { t, lang } = page;
  const recent = numbers?.recent ?? [];
  const agencies = (numbers?.byProvider ?? []).filter((choice) => choice.count > 0);
  if (recent.length === 0) return null;
  return (
    <div class={agencies.length > 0 ? "sec wrap two" : "sec wrap"}>
      <section aria-labelledby="recent">
        <div class="sec-h">
          <h2 id="recent">{t.home.recent}</h2>
          <a class="more" href={urls.search({ sort: "updated" })}>
            {t.home.more}
            <Icon name="right" small />
          </a>
        </div>
        <ul class="card rows">
          {recent.slice(0, 6).map((row) => (
            <li key={row.code}>
              <h3>
                <a href={urls.dataset(row.code)}>
                  <Own>{row.name}</Own>
                </a>
              </h3>
              <p class="m">
                <span>
                  <Own>{typeof row.provider === "string" ? row.provider : row.provider.name}</Own>
                </span>
                <span class={dayOf(row.updatedAt) === dayOf(page.now) ? "fresh" : undefined}>
                  <When at={row.updatedAt} />
                </span>
                {row.updateCycle && <span>{t.words.cycle[row.updateCycle] ?? row.updateCycle}</span>}
              </p>
              <Formats of={row.formats} />
            </li>
          ))}
        </ul>
      </section>
      {agencies.length > 0 && (
        <section aria-labelledby="agencies">
          <div class="sec-h">
            <h2 id="agencies">{t.home.agency}</h2>
            <a class="more" href={urls.openList}>
              {t.nav.openList}
              <Icon name="right" small />
            </a>
          </div>
          <ul class="card agencies">
            {agencies.slice(0, 10).map((choice) => (
              <li key={choice.value}>
                <a href={urls.org(choice.value)}>
                  <Own>{page.say(choice.label)}</Own>
                  <span>{count(choice.count, lang)}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
