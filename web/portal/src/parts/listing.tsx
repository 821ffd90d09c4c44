import type { DatasetRow } from "../api-types.ts";
import { bigCount, count, points } from "../format.ts";
import { usePage } from "../page.ts";
import { urls } from "../urls.ts";
import { Marked, readHighlight } from "./marked.tsx";
import { Formats, OpenTag, Own, Tag, when } from "./small.tsx";

/** Datasets as a list of results: what it is, whose, how fresh, in which formats. */
export function Listing({ rows, words = [] }: { rows: readonly DatasetRow[]; words?: readonly string[] }) {
  return (
    <ol class="card hits">
      {rows.map((row) => (
        <Hit key={row.code} row={row} words={words} />
      ))}
    </ol>
  );
}

function Hit({ row, words }: { row: DatasetRow; words: readonly string[] }) {
  const page = usePage();
  const { t, lang } = page;
  const about = row.highlight ? readHighlight(row.highlight) : { text: row.abstract, words: [] };
  const score = row.quality?.score;
  const size = typeof row.rows === "number" ? bigCount(row.rows, lang).join("") : undefined;
  return (
    <li>
      <h3>
        <a href={urls.dataset(row.code)}>
          <Marked text={row.name} words={words} />
        </a>
      </h3>
      <p class="ab">
        <Marked text={about.text || t.dataset.noAbstract} words={[...about.words, ...words]} limit={140} />
      </p>
      <p class="m">
        <span>
          <Own>{row.provider.name}</Own>
        </span>
        <span>{t.words.cycle[row.updateCycle] ?? row.updateCycle}</span>
        <time dateTime={row.updatedAt}>{t.home.updated(when(row.updatedAt, page))}</time>
        {size !== undefined && row.hasData !== false && <span>{t.search.rows(size)}</span>}
        {row.itemCount !== undefined && <span>{t.search.items(count(row.itemCount, lang))}</span>}
        {typeof score === "number" && <span>{t.search.quality(points(score, lang))}</span>}
      </p>
      <p class="tags">
        <OpenTag type={row.openType} />
        {row.hasData === false && <Tag>{t.search.noData}</Tag>}
        <Formats of={row.hasData === false ? undefined : row.formats} />
      </p>
    </li>
  );
}
