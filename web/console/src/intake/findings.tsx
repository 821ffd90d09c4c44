import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api } from "../api.ts";
import type { List } from "../api-types.ts";
import type { Item } from "../catalog-types.ts";
import type { Finding, Intake, QualityRule } from "../intake-types.ts";
import { useLanguage } from "../language.tsx";
import { qualityTexts as T } from "../texts/intake.ts";
import { uiTexts } from "../texts/ui.ts";
import { Icon } from "../ui/icon.tsx";
import { csvOf, saveText } from "../ui/save-file.ts";
import { Loaded, Refused } from "../ui/states.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

/** The most rows one export takes; past it a person wants the rule changed, not a longer file. */
const mostExported = 50_000;

interface Props {
  intake: Intake;
  rule: QualityRule;
  items: readonly Item[];
  onClose: () => void;
}

/** The rows that fail one rule, page by page, and all of them as a CSV. */
export function Findings({ intake, rule, items, onClose }: Props) {
  const { say } = useLanguage();
  const [read, setRead] = useState<number | null>(null);
  const [thrown, setThrown] = useState<unknown>(null);
  const page = (cursor: string | undefined, limit: number) =>
    api.call<List<Finding>>(`/intakes/${intake.id}/findings`, { query: { rule: rule.id, limit, cursor } });
  const query = useInfiniteQuery({
    queryKey: ["findings", intake.id, rule.id],
    queryFn: ({ pageParam }) => page(pageParam, 20),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const nameOf = (column: string) => items.find((i) => i.column === column)?.name ?? column;

  async function exportAll() {
    setThrown(null);
    setRead(0);
    try {
      const rows: Finding[] = [];
      let cursor: string | undefined;
      do {
        const part: List<Finding> = await page(cursor, 100);
        rows.push(...part.items);
        setRead(rows.length);
        cursor = part.next;
      } while (cursor && rows.length < mostExported);
      const table = rows.slice(0, mostExported).map((f) => [f.row, nameOf(f.column), f.value]);
      saveText(
        `${intake.name}-${rule.id}.csv`,
        csvOf([say(T.row), say(T.column), say(T.value)], table),
        "text/csv;charset=utf-8",
      );
    } catch (failed) {
      setThrown(failed);
    } finally {
      setRead(null);
    }
  }

  return (
    <section className="card findings" aria-labelledby="findings">
      <header>
        <h3 id="findings" tabIndex={-1} ref={(h) => h?.focus({ preventScroll: false })}>
          {say(T.findings, { rule: say(rule.title) })}
        </h3>
        <Button size="small" onClick={exportAll} loading={read !== null}>
          <Icon name="download" small />
          {read === null ? say(T.export) : say(T.exporting, { n: read })}
        </Button>
        <Button size="small" type="text" onClick={onClose} aria-label={say(uiTexts.close)}>
          <Icon name="close" small />
        </Button>
      </header>
      {rule.failed > mostExported && (
        <p className="muted xs pad-s">{say(T.exportCut, { n: mostExported })}</p>
      )}
      {thrown !== null && <Refused thrown={thrown} />}
      <Loaded query={query} rows={4}>
        {(data) => (
          <TableFrame label={say(T.findings, { rule: say(rule.title) })} className="">
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col" className="num">
                    {say(T.row)}
                  </th>
                  <th scope="col">{say(T.column)}</th>
                  <th scope="col">{say(T.value)}</th>
                </tr>
              </thead>
              <tbody>
                {data.pages
                  .flatMap((p) => p.items)
                  .map((f) => (
                    <tr key={`${f.row}-${f.column}`}>
                      <td className="num">{f.row}</td>
                      <td>{nameOf(f.column)}</td>
                      <td className="mono">
                        {f.value === null || f.value === "" ? (
                          <i className="muted">{say(T.emptyValue)}</i>
                        ) : (
                          f.value
                        )}
                        {f.message && <small className="muted"> {say(f.message)}</small>}
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
            {query.hasNextPage && (
              <p className="pad-s">
                <Button size="small" onClick={() => query.fetchNextPage()} loading={query.isFetchingNextPage}>
                  {say(uiTexts.more)}
                </Button>
              </p>
            )}
          </TableFrame>
        )}
      </Loaded>
    </section>
  );
}
