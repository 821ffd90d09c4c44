import type { Cell, Column } from "../../api-types.ts";
import { count, exact, percent } from "../../format.ts";
import { usePage } from "../../page.ts";
import { isCategories, Spark, Strip } from "../../parts/histogram.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Own, Scroll } from "../../parts/small.tsx";
import { isNumeric } from "../../row-filter.ts";
import { urls } from "../../urls.ts";
import { FilterBar } from "./filter-bar.tsx";
import type { DatasetData } from "./load.ts";
import { previewAddress } from "./preview-address.ts";

/** The rows as the server filters and sorts them; every state of the table has an address. */
export function Preview({ data }: { data: DatasetData }) {
  const page = usePage();
  const { t } = page;
  const { dataset, rows, rowsProblem } = data;
  return (
    <section class="card pv" id="preview" aria-labelledby="preview-h">
      <h2 id="preview-h" class="vh">
        {t.dataset.tabs.preview}
      </h2>
      <FilterBar data={data} />
      {rowsProblem && (
        <p class="problem" role="alert">
          <b>{t.dataset.preview.failed}</b>
          {t.colon}
          {page.say(rowsProblem.detail) || rowsProblem.title || rowsProblem.code}
        </p>
      )}
      {rows && rows.rows.length === 0 && <p class="none">{t.dataset.preview.empty}</p>}
      {rows && rows.rows.length > 0 && (
        <Scroll label={t.dataset.preview.caption(dataset.entry.name)}>
          <table class="dt">
            <caption class="vh">{t.dataset.preview.caption(dataset.entry.name)}</caption>
            <thead>
              <tr>
                {data.columns.map((column) => (
                  <Head key={column.name} column={column} data={data} />
                ))}
                <th scope="col">
                  <span class="vh">{t.dataset.fix.button}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.rows.map((row, i) => (
                <Row key={i} row={row} place={data.question.at + i} data={data} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {rows && rows.rows.length > 0 && <Feet data={data} />}
    </section>
  );
}

function Head({ column, data }: { column: Column; data: DatasetData }) {
  const { t } = usePage();
  const { sort } = data.question;
  const up = sort === column.name;
  const down = sort === `-${column.name}`;
  const next = up ? `-${column.name}` : down ? undefined : column.name;
  return (
    <th
      scope="col"
      class={isNumeric(column.type) ? "num" : undefined}
      aria-sort={up ? "ascending" : down ? "descending" : undefined}
    >
      <a
        href={previewAddress(data, { sort: next })}
        rel="nofollow"
        aria-label={t.dataset.preview.sortBy(column.label)}
      >
        <Own>{column.label}</Own>
        <Icon name={up ? "up" : down ? "downArrow" : "sort"} small />
      </a>
      <code>{column.name}</code>
      <Profile column={column} rows={data.version?.rows ?? 0} />
    </th>
  );
}

/** The column at a glance: its spread where there is one, then range, variety or gaps. */
function Profile({ column, rows }: { column: Column; rows: number }) {
  const { t, lang } = usePage();
  const { histogram, distinct, fill, min, max } = column;
  const notes: string[] = [];
  if (isNumeric(column.type) && min != null && max != null) notes.push(`${shorten(min)} – ${shorten(max)}`);
  else if (typeof distinct === "number" && distinct > 0)
    notes.push(
      distinct === rows ? t.dataset.preview.unique : t.dataset.preview.distinct(count(distinct, lang)),
    );
  if (typeof fill === "number" && fill < 1) notes.push(t.dataset.preview.missing(percent(1 - fill, lang)));
  return (
    <>
      {histogram && !isCategories(histogram) ? (
        <Spark histogram={histogram} />
      ) : histogram ? (
        <Strip histogram={histogram} />
      ) : (
        <span class="gap" />
      )}
      {notes.length > 0 && <span class="r">{notes.join(" · ")}</span>}
    </>
  );
}

const shorten = (value: string | number) => String(value).slice(0, 12);

function Row({
  row,
  place,
  data,
}: {
  row: Readonly<Record<string, Cell>>;
  place: number;
  data: DatasetData;
}) {
  const { t, lang } = usePage();
  const { dataset, columns, question, version } = data;
  const key = dataset.entry.items?.find((item) => item.key);
  const untouched = question.where === undefined && question.sort === undefined;
  const id =
    key ?? (untouched ? undefined : columns[0] && { column: columns[0].name, name: columns[0].label });
  const where = id ? `${id.name} ${String(row[id.column] ?? "")}` : String(place);
  return (
    <tr>
      {columns.map((column, i) => {
        const content = <Value value={row[column.name] ?? null} column={column} />;
        const long = String(row[column.name] ?? "").length > 28;
        const foreign =
          lang === "en" && /\p{Script=Han}/u.test(String(row[column.name])) ? "zh-CN" : undefined;
        const cls = isNumeric(column.type) ? "num" : long ? "long" : undefined;
        return i === 0 ? (
          <th key={column.name} scope="row" class={cls} lang={foreign}>
            {content}
          </th>
        ) : (
          <td key={column.name} class={cls} lang={foreign}>
            {content}
          </td>
        );
      })}
      <td>
        <a
          class="fix-row"
          rel="nofollow"
          href={urls.correct(dataset.entry.code, {
            row: where.slice(0, 80),
            v: version && String(version.version),
          })}
          aria-label={t.dataset.preview.fix(where)}
        >
          {t.dataset.preview.fixShort}
        </a>
      </td>
    </tr>
  );
}

function Value({ value, column }: { value: Cell; column: Column }) {
  const { t, lang } = usePage();
  const { type } = column;
  // 2,026 is a count, 2026 a year.
  const years = /年|year/i.test(column.label + column.name);
  if (value === null || value === "") return <i class="nul">{t.dataset.preview.isNull}</i>;
  if (typeof value === "number" && isNumeric(type) && Math.abs(value) >= (years ? 10_000 : 1000))
    return <>{exact(value, lang)}</>;
  const text = String(value);
  return <>{text.length > 300 ? `${text.slice(0, 300)}…` : text}</>;
}

function Feet({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const { rows, question, version } = data;
  if (!rows) return null;
  const from = count(question.at, lang);
  const to = count(question.at + rows.rows.length - 1, lang);
  const total = rows.total ?? (question.where === undefined ? version?.rows : undefined);
  const { preview } = t.dataset;
  return (
    <div class="pg">
      <span>
        {typeof total === "number" ? preview.shownOf(from, to, count(total, lang)) : preview.shown(from, to)}
      </span>
      <nav class="pages" aria-label={t.pages.label}>
        {question.at > 1 && (
          <a href={previewAddress(data, {})} rel="nofollow">
            {t.pages.first}
          </a>
        )}
        {rows.next && (
          <a
            href={previewAddress(data, { cursor: rows.next, at: question.at + rows.rows.length })}
            rel="next nofollow"
          >
            {t.pages.next}
          </a>
        )}
      </nav>
    </div>
  );
}
