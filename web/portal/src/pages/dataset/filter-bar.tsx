import { count } from "../../format.ts";
import { usePage } from "../../page.ts";
import { Icon } from "../../parts/icon.tsx";
import { conditionText, operators } from "../../row-filter.ts";
import type { DatasetData } from "./load.ts";
import { ownPath, previewAddress } from "./preview-address.ts";

/** A plain GET form that adds one condition, and the conditions in force, each of which can be taken away. */
export function FilterBar({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const { columns, question, rows } = data;
  const { preview } = t.dataset;
  const text = ({ column, operator, value }: (typeof question.conditions)[number]) => {
    const label = columns.find((known) => known.name === column)?.label ?? column;
    return `${label} ${preview.ops[operator] ?? operator}${value === "" ? "" : ` ${value}`}`;
  };
  return (
    <>
      <form class="tb" action={`${ownPath(data)}#preview`} method="get">
        {question.conditions.map((condition) => (
          <input key={conditionText(condition)} type="hidden" name="f" value={conditionText(condition)} />
        ))}
        {question.sort && <input type="hidden" name="sort" value={question.sort} />}
        <label class="vh" for="fc">
          {preview.column}
        </label>
        <select id="fc" name="fc">
          {columns.map((column) => (
            <option key={column.name} value={column.name}>
              {column.label}
            </option>
          ))}
        </select>
        <label class="vh" for="fo">
          {preview.operator}
        </label>
        <select id="fo" name="fo" class="op">
          {operators.map((operator) => (
            <option key={operator} value={operator}>
              {preview.ops[operator]}
            </option>
          ))}
        </select>
        <label class="vh" for="fv">
          {preview.value}
        </label>
        <input id="fv" name="fv" maxLength={200} placeholder={preview.value} autoComplete="off" />
        <button class="btn" type="submit">
          <Icon name="filter" small />
          {preview.apply}
        </button>
      </form>
      {question.conditions.length > 0 && (
        <p class="chips">
          <span>{preview.active}</span>
          {question.conditions.map((condition) => (
            <a
              key={conditionText(condition)}
              class="chip"
              rel="nofollow"
              href={previewAddress(data, {
                conditions: question.conditions.filter((other) => other !== condition),
              })}
              aria-label={preview.remove(text(condition))}
            >
              {text(condition)}
              <Icon name="cross" small />
            </a>
          ))}
          {typeof rows?.total === "number" && (
            <span role="status">{preview.result(count(rows.total, lang))}</span>
          )}
          <a class="more" href="#api">
            {preview.download}
          </a>
        </p>
      )}
    </>
  );
}
