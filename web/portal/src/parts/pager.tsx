import { Fragment } from "preact";
import { usePage } from "../page.ts";

/** Pages of an offset list. `to` makes the address of a 1-based page. */
export function Pager({ page, last, to }: { page: number; last: number; to: (page: number) => string }) {
  const { t } = usePage();
  if (last <= 1) return null;
  const wanted = [1, page - 1, page, page + 1, last].filter((n) => n >= 1 && n <= last);
  const pages = [...new Set(wanted)].sort((a, b) => a - b);
  return (
    <nav class="pages" aria-label={t.pages.label}>
      {page > 1 && (
        <a rel="prev" href={to(page - 1)}>
          {t.pages.previous}
        </a>
      )}
      {pages.map((n, i) => (
        <Fragment key={n}>
          {i > 0 && n - (pages[i - 1] ?? n) > 1 && <span aria-hidden="true">…</span>}
          <a href={to(n)} aria-current={n === page ? "page" : undefined} aria-label={t.pages.page(String(n))}>
            {n}
          </a>
        </Fragment>
      ))}
      {page < last && (
        <a rel="next" href={to(page + 1)}>
          {t.pages.next}
        </a>
      )}
    </nav>
  );
}
