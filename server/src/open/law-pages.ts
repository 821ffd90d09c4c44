import { type Article, articles, bearers, dayOf, packOf, packs, type Rule } from "@zhanqiao/law";
import { type Text, thePlatform } from "../platform/index.ts";
import { procedureStatistics } from "../procedure/index.ts";
import type { ArticlePage, ArticleView } from "./contract.ts";
import type { OpenNeeds } from "./needs.ts";
import { refuse } from "./refusals.ts";

type LawNeeds = Pick<OpenNeeds, "db" | "clock" | "declarations" | "statute">;
type Numbers = Awaited<ReturnType<typeof procedureStatistics>>["items"];

const instrument: Text = packOf("qingdao-299").instrument;

const owners: Record<Rule["owedBy"], Text> = {
  agency: { zh: "公共管理和服务机构", en: "the agency" },
  provider: { zh: "数据提供单位", en: "the provider" },
  authority: { zh: "大数据工作主管部门", en: "the data authority" },
};

/** "17.2" → 17. */
const numberOf = (article: string): number => Number.parseInt(article, 10);

/** Every article with the procedures that rest on it and how its duties are met: numbers only, for everybody. */
export async function listArticles(needs: LawNeeds): Promise<{ instrument: Text; articles: ArticleView[] }> {
  const numbers = await numbersOf(needs);
  return { instrument, articles: articles.map((article) => viewArticle(needs, article, numbers)) };
}

/** One article at work: periods it or, on the same matter, another instrument sets; cases; statistics. */
export async function showArticle(needs: LawNeeds, n: number): Promise<ArticlePage> {
  const article = articles.find((a) => a.number === n);
  if (!article) throw refuse("article_missing");
  const numbers = await numbersOf(needs);
  const view = viewArticle(needs, article, numbers);
  const own = numbers.filter((item) => view.procedures.includes(item.procedure));
  return {
    ...view,
    instrument,
    bearers: article.bearers.map((bearer) => bearers[bearer]),
    rules: rulesOf(needs, article),
    cases: own.map(({ procedure, title, open, closed }) => ({ procedure, title, open, closed })),
    statistics: own.map(({ procedure, title, open, closed, periods }) => ({
      procedure,
      title,
      open,
      closed,
      periods: periods.filter((period) => article.periods.some((rule) => rule === period.rule)),
    })),
  };
}

function viewArticle({ declarations }: LawNeeds, article: Article, numbers: Numbers): ArticleView {
  const procedures = declarations
    .filter((d) => d.instrument === "qingdao-299" && d.articles.some((a) => numberOf(a) === article.number))
    .map((d) => d.name);
  const own = numbers.filter((item) => procedures.includes(item.procedure));
  const periods = own.flatMap((item) =>
    item.periods.filter((period) => article.periods.some((rule) => rule === period.rule)),
  );
  const met = sum(periods.map((p) => p.met));
  const judged = met + sum(periods.map((p) => p.late + p.overdue));
  return {
    number: article.number,
    chapter: article.chapter,
    summary: article.summary,
    procedures,
    open: sum(own.map((item) => item.open)),
    ...(judged ? { share: met / judged } : {}),
  };
}

/** The rules resting on the article, and those of other packs for the same duty. */
function rulesOf({ statute, clock }: LawNeeds, article: Article): ArticlePage["rules"] {
  const today = dayOf(clock.now());
  return packs.flatMap((pack) =>
    pack.rules
      .filter((rule) => article.periods.some((id) => id === rule.id))
      .map((rule) => ({
        rule: rule.id,
        title: rule.title,
        article: rule.article,
        instrument: pack.instrument,
        workingDays: rule.days,
        owedBy: owners[rule.owedBy],
        extendable: rule.extension !== null,
        inForce:
          statute.packs.includes(pack.id) &&
          rule.since <= today &&
          (rule.until === null || today <= rule.until),
      })),
  );
}

function numbersOf(needs: LawNeeds): Promise<Numbers> {
  return needs.db.reading(thePlatform, async (tx) => {
    const given = {
      declarations: needs.declarations,
      now: needs.clock.now(),
      calendar: needs.statute.calendar(),
    };
    return (await procedureStatistics(tx, given)).items;
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
