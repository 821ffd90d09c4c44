import type { Article, ArticlePage, Law, ProcedureNumbers } from "../api-types.ts";
import { count, percent } from "../format.ts";
import type { Client } from "../http/client.ts";
import { ApiRefusal } from "../http/client.ts";
import { usePage } from "../page.ts";
import { Frame } from "../parts/frame.tsx";
import { begunPeriods, PeriodBoard } from "../parts/periods.tsx";
import { Bar, Crumbs, Scroll } from "../parts/small.tsx";
import { urls } from "../urls.ts";

/** Titles of procedures by name, so that an article's procedures can be named. */
export interface LawData {
  readonly law: Law;
  readonly titles: ReadonlyMap<string, ProcedureTitle>;
}

type ProcedureTitle = { readonly name: string; readonly title: ProcedureNumbers["title"] };

async function procedureTitles(client: Client): Promise<ReadonlyMap<string, ProcedureTitle>> {
  const list = await client.find<{ items: ProcedureTitle[] }>("/procedures");
  return new Map((list?.items ?? []).map((procedure) => [procedure.name, procedure]));
}

export async function loadLaw(client: Client): Promise<LawData> {
  const [law, titles] = await Promise.all([client.get<Law>("/law"), procedureTitles(client)]);
  return { law, titles };
}

/** Each article, what the platform does about it, and how well. */
export function LawPage({ data }: { data: LawData }) {
  const page = usePage();
  const { t } = page;
  const chapters = Map.groupBy(data.law.articles, ({ chapter }) =>
    page.say(typeof chapter === "object" && "title" in chapter ? chapter.title : chapter),
  );
  return (
    <Frame head={{ title: t.law.title, description: t.law.lead, canonical: urls.law, nav: "law" }}>
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[t.law.title]]} />
          <h1>{t.law.title}</h1>
          <p class="lead-s">{t.law.lead}</p>
        </div>
      </div>
      <div class="wrap">
        {[...chapters].map(([chapter, articles]) => (
          <section key={chapter} class="block" aria-label={chapter || t.law.all}>
            {chapter && <h2>{chapter}</h2>}
            <ol class="card arts">
              {articles.map((article) => (
                <Line key={article.number} article={article} titles={data.titles} />
              ))}
            </ol>
          </section>
        ))}
        <p class="xs muted">{t.law.original}</p>
      </div>
    </Frame>
  );
}

function Line({ article, titles }: { article: Article; titles: LawData["titles"] }) {
  const page = usePage();
  const { t, lang } = page;
  return (
    <li>
      <a class="no" href={urls.article(article.number)}>
        {t.law.number(String(article.number))}
      </a>
      <div>
        {article.title && <b>{page.say(article.title)}</b>}
        <p>{page.say(article.summary)}</p>
        {!!article.procedures?.length && (
          <p class="tags">
            {article.procedures.map((name) => (
              <span key={name} class="tag">
                {page.say(titles.get(name)?.title ?? name)}
              </span>
            ))}
          </p>
        )}
      </div>
      <div class="st">
        {!!article.open && <span>{t.law.openCases(count(article.open, lang))}</span>}
        {typeof article.share === "number" && (
          <>
            <span>{t.law.share(percent(article.share, lang))}</span>
            <Bar share={article.share} tone={article.share >= 0.95 ? "good" : "fair"} />
          </>
        )}
      </div>
    </li>
  );
}

export interface ArticleData {
  readonly article: ArticlePage;
  readonly titles: LawData["titles"];
}

export async function loadArticle(client: Client, number: string): Promise<ArticleData> {
  if (!/^\d{1,3}$/.test(number)) throw new ApiRefusal(404, {});
  const [article, titles] = await Promise.all([
    client.get<ArticlePage>(`/law/${number}`),
    procedureTitles(client),
  ]);
  return { article, titles };
}

export function ArticlePageView({ data }: { data: ArticleData }) {
  const page = usePage();
  const { t } = page;
  const { article } = data;
  const number = Number(article.number);
  const title = t.law.number(String(article.number));
  const statistics = Array.isArray(article.statistics)
    ? (article.statistics as readonly ProcedureNumbers[])
    : (article.statistics as { items: readonly ProcedureNumbers[] } | undefined)?.items;
  const periods = begunPeriods(statistics);
  return (
    <Frame
      head={{
        title,
        description: page.say(article.summary),
        canonical: urls.article(article.number),
        nav: "law",
      }}
    >
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[t.law.title, urls.law], [title]]} />
          <h1>
            {title}
            {article.title && <small>{page.say(article.title)}</small>}
          </h1>
          <p class="lead-s">{page.say(article.summary)}</p>
          <p class="xs muted">{t.law.original}</p>
          {number === 37 && (
            <p class="links">
              <a href={urls.ledger}>{t.law.ledger}</a>
            </p>
          )}
        </div>
      </div>
      <div class="wrap">
        {!!article.procedures?.length && (
          <section class="block" aria-labelledby="procedures">
            <h2 id="procedures">{t.law.procedures}</h2>
            <p class="tags">
              {article.procedures.map((name) => (
                <span key={name} class="tag info">
                  {page.say(data.titles.get(name)?.title ?? name)}
                </span>
              ))}
            </p>
          </section>
        )}
        <Rules article={article} />
        <Cases article={article} titles={data.titles} />
        {periods.length > 0 && (
          <section class="block" aria-labelledby="statistics">
            <h2 id="statistics">{t.law.statistics}</h2>
            <PeriodBoard lines={periods} label={t.law.statistics} />
          </section>
        )}
        <nav class="pages ends" aria-label={t.law.all}>
          {number > 1 && (
            <a rel="prev" href={urls.article(number - 1)}>
              {t.law.previous}
            </a>
          )}
          <a href={urls.law}>{t.law.all}</a>
          {number < 52 && (
            <a rel="next" href={urls.article(number + 1)}>
              {t.law.next}
            </a>
          )}
        </nav>
      </div>
    </Frame>
  );
}

function Rules({ article }: { article: ArticlePage }) {
  const page = usePage();
  const { t, lang } = page;
  if (!article.rules?.length) return null;
  return (
    <section class="block" aria-labelledby="rules">
      <h2 id="rules">{t.law.rules}</h2>
      <div class="card">
        <Scroll label={t.law.rulesCaption}>
          <table class="plain">
            <caption class="vh">{t.law.rulesCaption}</caption>
            <thead>
              <tr>
                <th scope="col">{t.law.period}</th>
                <th scope="col" class="num">
                  {t.law.days}
                </th>
              </tr>
            </thead>
            <tbody>
              {article.rules.map((rule) => (
                <tr key={rule.rule ?? rule.id ?? rule.name}>
                  <th scope="row">{page.say(rule.title) || (rule.rule ?? rule.id ?? rule.name)}</th>
                  <td class="num">{typeof rule.workingDays === "number" && count(rule.workingDays, lang)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </section>
  );
}

function Cases({ article, titles }: { article: ArticlePage; titles: LawData["titles"] }) {
  const page = usePage();
  const { t, lang } = page;
  const cases = (article.cases ?? []).filter(({ open = 0, closed = 0 }) => open + closed > 0);
  if (cases.length === 0) return null;
  return (
    <section class="block" aria-labelledby="cases">
      <h2 id="cases">{t.law.cases}</h2>
      <div class="card">
        <Scroll label={t.law.casesCaption}>
          <table class="plain">
            <caption class="vh">{t.law.casesCaption}</caption>
            <thead>
              <tr>
                <th scope="col">{t.law.procedure}</th>
                <th scope="col" class="num">
                  {t.law.open}
                </th>
                <th scope="col" class="num">
                  {t.law.closed}
                </th>
              </tr>
            </thead>
            <tbody>
              {cases.map((row) => (
                <tr key={row.procedure}>
                  <th scope="row">
                    {page.say(row.title ?? titles.get(row.procedure)?.title ?? row.procedure)}
                  </th>
                  <td class="num">{count(row.open ?? 0, lang)}</td>
                  <td class="num">{count(row.closed ?? 0, lang)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </section>
  );
}
