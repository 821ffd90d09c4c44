import { Button } from "antd";
import { useState } from "react";
import type { ItemChange } from "../catalog/diff.ts";
import { term } from "../catalog/terms.ts";
import type { Item, Vocabulary } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { entryTexts as T } from "../texts/entry.ts";
import { uiTexts } from "../texts/ui.ts";
import { TableFrame } from "../ui/table-frame.tsx";

const kindTag = { added: "ok", removed: "danger", changed: "warn", same: "" } as const;
const kindText = { added: T.itemAdded, removed: T.itemRemoved, changed: T.itemChanged, same: T.itemChanged };
const firstRows = 40;

/** Information items as a table to read; in a comparison each row says what happened to it. */
export function ItemsTable({
  changes,
  vocabulary,
}: {
  changes: ItemChange[];
  vocabulary: Vocabulary | undefined;
}) {
  const { say } = useLanguage();
  const [all, setAll] = useState(false);
  const compared = changes.some((c) => c.kind !== "same");
  const rows = all ? changes : changes.slice(0, firstRows);
  const cell = (change: ItemChange, name: keyof Item, text: (item: Item) => string) => (
    <>
      {text(change.item)}
      {change.before && change.changed.includes(name) && (
        <small className="was-small">{say(T.itemWas, { was: text(change.before) || "—" })}</small>
      )}
    </>
  );
  const type = (item: Item) =>
    say(term(vocabulary, "itemTypes", item.type)) + (item.length ? `(${item.length})` : "");
  return (
    <TableFrame label={say(T.items)}>
      <table className="plain items">
        <caption className="vh">{say(T.items)}</caption>
        <thead>
          <tr>
            {compared && <th scope="col">{say(T.what)}</th>}
            <th scope="col">{say(T.itemName)}</th>
            <th scope="col">{say(T.itemColumn)}</th>
            <th scope="col">{say(T.itemType)}</th>
            <th scope="col">{say(T.itemGrade)}</th>
            <th scope="col">{say(T.itemPersonal)}</th>
            <th scope="col">{say(T.itemDescription)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((change) => (
            <tr key={`${change.kind}-${change.item.column}`} className={change.kind}>
              {compared && (
                <td>
                  <span className={`tag ${kindTag[change.kind]}`}>{say(kindText[change.kind])}</span>
                </td>
              )}
              <th scope="row">{cell(change, "name", (i) => i.name)}</th>
              <td>
                <code>{change.item.column}</code>
              </td>
              <td>{cell(change, "type", type)}</td>
              <td>
                {change.item.grade && <span className={`lvl ${change.item.grade}`}>{change.item.grade}</span>}
                {change.before && change.changed.includes("grade") && (
                  <small className="was-small">{say(T.itemWas, { was: change.before.grade ?? "—" })}</small>
                )}
              </td>
              <td>{change.item.personal ? <span className="tag warn">{say(uiTexts.yes)}</span> : ""}</td>
              <td className="long">
                {cell(change, "description", (i) =>
                  [i.description, i.unit, i.codeList].filter(Boolean).join(" · "),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > rows.length && (
        <p className="pad-s">
          <Button size="small" onClick={() => setAll(true)}>
            {say(T.showAll, { n: changes.length })}
          </Button>
        </p>
      )}
    </TableFrame>
  );
}
