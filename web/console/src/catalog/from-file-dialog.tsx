import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import type { Item } from "../catalog-types.ts";
import { count } from "../dates.ts";
import { useIntake, useIntakes } from "../intake/queries.ts";
import { useLanguage } from "../language.tsx";
import { fromFileTexts as T } from "../texts/catalog.ts";
import { entryTexts } from "../texts/entry.ts";
import { columnTypeTexts, semanticTexts } from "../texts/intake.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { TableFrame } from "../ui/table-frame.tsx";
import { itemsFromInspection, mergeItems } from "./from-inspection.ts";

interface Props {
  items: readonly Item[];
  onFill: (items: Item[], added: number) => void;
  onClose: () => void;
}

/** Picks a file the platform has understood and turns its columns into information items. */
export function FromFileDialog({ items, onFill, onClose }: Props) {
  const { say } = useLanguage();
  const intakes = useIntakes({ limit: 50 });
  const [chosen, setChosen] = useState<string | null>(null);
  const usable = (intakes.data?.items ?? []).filter((i) =>
    ["inspected", "loading", "checked", "published", "failed"].includes(i.state),
  );
  const id = chosen ?? usable[0]?.id ?? null;
  return (
    <Dialog title={say(T.title)} width={760} onClose={onClose}>
      <p className="muted">{say(T.hint)}</p>
      <Loaded query={intakes} rows={3}>
        {() =>
          usable.length === 0 || !id ? (
            <Empty title={say(T.none)} hint={say(T.noneHint)} icon="file">
              <Link to="/intake">{say(T.noneHint)}</Link>
            </Empty>
          ) : (
            <>
              <label className="fl" htmlFor="from-file">
                {say(T.file)}
              </label>
              <select id="from-file" value={id} onChange={(e) => setChosen(e.target.value)}>
                {usable.map((i) => (
                  <option key={i.id} value={i.id}>
                    {i.name}
                  </option>
                ))}
              </select>
              <Preview id={id} items={items} onFill={onFill} />
            </>
          )
        }
      </Loaded>
    </Dialog>
  );
}

function Preview({ id, items, onFill }: { id: string; items: readonly Item[]; onFill: Props["onFill"] }) {
  const { say } = useLanguage();
  const query = useIntake(id);
  const inspection = query.data?.inspection;
  const suggested = useMemo(() => (inspection ? itemsFromInspection(inspection) : []), [inspection]);
  const merged = mergeItems(items, suggested);
  const added = merged.length - items.length;
  return (
    <Loaded query={query} rows={4}>
      {() =>
        inspection ? (
          <>
            <p className="muted xs top-s">
              {say(T.columns, { n: inspection.columns.length, r: count(inspection.rows) })} · {say(T.keep)}
            </p>
            <TableFrame label={say(T.title)} className="card from-file">
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{say(entryTexts.itemName)}</th>
                    <th scope="col">{say(entryTexts.itemColumn)}</th>
                    <th scope="col">{say(entryTexts.itemType)}</th>
                    <th scope="col">{say(entryTexts.itemGrade)}</th>
                    <th scope="col">{say(T.why)}</th>
                  </tr>
                </thead>
                <tbody>
                  {suggested.map(({ item, reasons }) => {
                    const column = inspection.columns.find((c) => c.label === item.name);
                    return (
                      <tr key={item.column}>
                        <th scope="row">{item.name}</th>
                        <td className="mono">{item.column}</td>
                        <td className="nowrap">
                          {column &&
                            say(
                              column.semantic ? semanticTexts[column.semantic] : columnTypeTexts[column.type],
                            )}
                        </td>
                        <td>{item.grade && <span className={`lvl ${item.grade}`}>{item.grade}</span>}</td>
                        <td>{reasons.map((r) => say(r)).join("；")}</td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </TableFrame>
            <Button type="primary" disabled={added === 0} onClick={() => onFill(merged, added)}>
              {say(T.use, { n: added })}
            </Button>
          </>
        ) : null
      }
    </Loaded>
  );
}
