import type { Choice, FacetName, SearchAnswer } from "../api-types.ts";
import { count } from "../format.ts";
import type { Client } from "../http/client.ts";
import { usePage } from "../page.ts";
import { Frame } from "../parts/frame.tsx";
import { Icon } from "../parts/icon.tsx";
import { Listing } from "../parts/listing.tsx";
import { wordsOf } from "../parts/marked.tsx";
import { Pager } from "../parts/pager.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { Crumbs, Nothing, Own } from "../parts/small.tsx";
import { urls } from "../urls.ts";

const facetNames: readonly FacetName[] = [
  "field",
  "provider",
  "division",
  "open",
  "format",
  "cycle",
  "share",
];
const sorts = ["relevance", "updated", "name"] as const;
type Sort = (typeof sorts)[number];

const pageSize = 20;
/** How far a list may be paged through; beyond it a narrower question serves better than another page. */
const reachable = 1000;

type Chosen = Partial<Record<FacetName, readonly string[]>>;

/** What the address asks for. Everything in it stands in the address again: the page can be kept and shared. */
export interface SearchQuestion {
  readonly q: string;
  /** Values chosen of each facet; within one facet any of them will do. */
  readonly chosen: Chosen;
  readonly sort: Sort;
  readonly page: number;
}

export interface SearchData {
  readonly question: SearchQuestion;
  /** Undefined where the page lies beyond what can be paged through. */
  readonly answer: SearchAnswer | undefined;
}

export function readSearch(query: URLSearchParams): SearchQuestion {
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const chosen: Chosen = {};
  for (const name of facetNames) {
    const values = query.getAll(name).join(",").slice(0, 1000).split(",").filter(Boolean);
    if (values.length > 0) chosen[name] = [...new Set(values)].slice(0, 20);
  }
  const asked = query.get("sort");
  const fallback = q === "" ? "updated" : "relevance";
  const page = Number(query.get("page") ?? 1);
  return {
    q,
    chosen,
    sort: sorts.find((sort) => sort === asked) ?? fallback,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

export async function loadSearch(client: Client, question: SearchQuestion): Promise<SearchData> {
  const offset = (question.page - 1) * pageSize;
  if (offset >= reachable) return { question, answer: undefined };
  const { q, chosen, sort } = question;
  const answer = await client.get<SearchAnswer>("/datasets", {
    q,
    ...joined(chosen),
    sort,
    limit: pageSize,
    offset,
  });
  return { question, answer };
}

const joined = (chosen: Chosen): Record<string, string> =>
  Object.fromEntries(Object.entries(chosen).map(([name, values]) => [name, values.join(",")]));

const addressOf = ({ q, chosen, sort }: SearchQuestion, change: Record<string, string | undefined> = {}) =>
  urls.search({ q, ...joined(chosen), sort, ...change });

/** The address with one value of a facet chosen, or no longer chosen. */
function toggled(question: SearchQuestion, name: FacetName, value: string): string {
  const values = question.chosen[name] ?? [];
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return addressOf(question, { [name]: next.join(",") });
}

const hasChoices = (facets: NonNullable<SearchAnswer["facets"]>) =>
  facetNames.some((name) => facets[name]?.some((choice) => choice.count > 0));

export function Search({ data }: { data: SearchData }) {
  const { t, lang } = usePage();
  const { question, answer } = data;
  const title = question.q ? t.search.titleFor(question.q) : t.search.title;
  const total = answer?.total ?? answer?.items.length ?? 0;
  const last = Math.ceil(Math.min(total, reachable) / pageSize);
  const first = (question.page - 1) * pageSize + 1;
  return (
    <Frame head={{ title, nav: "search", canonical: addressOf(question), noIndex: question.q !== "" }}>
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[t.search.title]]} />
          <h1>{title}</h1>
          <SearchBox value={question.q} placeholder={t.find.placeholder} keep={joined(question.chosen)} />
        </div>
      </div>
      <div class="wrap results">
        {answer?.facets && hasChoices(answer.facets) && <Facets question={question} facets={answer.facets} />}
        <section aria-labelledby="hits">
          {answer && (
            <div class="bar-top">
              <h2 id="hits" aria-live="polite">
                {t.search.results(count(total, lang))}
              </h2>
              <a class="btn sm to-facets" href="#facets">
                <Icon name="filter" small />
                {t.search.toFacets}
              </a>
              <Sorts question={question} />
            </div>
          )}
          <Chosen question={question} answer={answer} />
          {answer === undefined && (
            <Nothing title={t.search.beyond}>
              <p>{t.search.beyondText}</p>
              <p>
                <a class="btn" href={addressOf(question)}>
                  {t.pages.first}
                </a>
              </p>
            </Nothing>
          )}
          {answer && answer.items.length === 0 && <Empty question={question} />}
          {answer && answer.items.length > 0 && (
            <>
              {answer.nearest && <p class="hint">{t.search.nearest}</p>}
              {total > reachable && <p class="hint">{t.search.many(count(reachable, lang))}</p>}
              <Listing rows={answer.items} words={[...(answer.terms ?? []), ...wordsOf(question.q)]} />
              <div class="bar-end">
                <span>
                  {t.search.from(
                    count(first, lang),
                    count(first + answer.items.length - 1, lang),
                    count(total, lang),
                  )}
                </span>
                <Pager
                  page={question.page}
                  last={last}
                  to={(page) => addressOf(question, { page: page === 1 ? undefined : String(page) })}
                />
              </div>
              <p class="xs muted">{t.search.permalink}</p>
            </>
          )}
        </section>
      </div>
    </Frame>
  );
}

function Empty({ question }: { question: SearchQuestion }) {
  const { t } = usePage();
  return (
    <Nothing title={t.search.empty}>
      <p>{t.search.emptyTips}</p>
      <ul>
        <li>{t.search.tip1}</li>
        {Object.keys(question.chosen).length > 0 && <li>{t.search.tip2}</li>}
        <li>
          <a href={urls.openList}>{t.search.tip3}</a>
        </li>
      </ul>
    </Nothing>
  );
}

function Sorts({ question }: { question: SearchQuestion }) {
  const { t } = usePage();
  const offered = sorts.filter((sort) => sort !== "relevance" || question.q !== "");
  return (
    <nav class="seg" aria-label={t.search.sort}>
      {offered.map((sort) => (
        <a
          key={sort}
          href={addressOf(question, { sort })}
          aria-current={sort === question.sort ? "true" : undefined}
          rel="nofollow"
        >
          {t.search.sorts[sort]}
        </a>
      ))}
    </nav>
  );
}

function Chosen({ question, answer }: { question: SearchQuestion; answer: SearchAnswer | undefined }) {
  const { t } = usePage();
  const label = useLabel();
  const chosen = facetNames.flatMap((name) =>
    (question.chosen[name] ?? []).map((value) => [name, value] as const),
  );
  if (chosen.length === 0) return null;
  return (
    <p class="chips">
      <span>{t.search.chosen}</span>
      {chosen.map(([name, value]) => {
        const known = answer?.facets?.[name]?.find((choice) => choice.value === value);
        const text = known ? label(name, known) : label(name, { value, label: value, count: 0 });
        return (
          <a
            key={`${name} ${value}`}
            class="chip"
            href={toggled(question, name, value)}
            aria-label={t.search.remove(`${t.search.facet[name]} ${text}`)}
          >
            <Own>{text}</Own>
            <Icon name="cross" small />
          </a>
        );
      })}
      <a class="more" href={urls.search({ q: question.q })}>
        {t.search.clear}
      </a>
    </p>
  );
}

/** The portal's own word for a value it knows, else the label the API gave. */
function useLabel() {
  const page = usePage();
  const { words } = page.t;
  const tables: Partial<Record<FacetName, Record<string, string>>> = {
    field: words.field,
    open: words.open,
    share: words.share,
    cycle: words.cycle,
  };
  return (name: FacetName, choice: Choice) => tables[name]?.[choice.value] ?? page.say(choice.label);
}

function Facets({
  question,
  facets,
}: {
  question: SearchQuestion;
  facets: NonNullable<SearchAnswer["facets"]>;
}) {
  const { t, lang } = usePage();
  const label = useLabel();
  return (
    <aside class="facets" id="facets" aria-label={t.search.facets}>
      {facetNames.map((name) => {
        const choices = (facets[name] ?? []).filter((choice) => choice.count > 0);
        if (choices.length === 0) return null;
        const chosen = question.chosen[name] ?? [];
        const row = (choice: Choice) => (
          <li key={choice.value}>
            <a
              href={toggled(question, name, choice.value)}
              aria-current={chosen.includes(choice.value) ? "true" : undefined}
              rel="nofollow"
            >
              <span>
                <Own>{label(name, choice)}</Own>
              </span>
              <span class="c">{count(choice.count, lang)}</span>
            </a>
          </li>
        );
        return (
          <section key={name} class="card">
            <h2>{t.search.facet[name]}</h2>
            <ul>{choices.slice(0, 8).map(row)}</ul>
            {choices.length > 8 && (
              <details>
                <summary>{t.search.moreChoices(count(choices.length - 8, lang))}</summary>
                <ul>{choices.slice(8, 60).map(row)}</ul>
              </details>
            )}
          </section>
        );
      })}
    </aside>
  );
}
