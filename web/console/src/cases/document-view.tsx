import type { ReactNode } from "react";
import type { JsonSchema, Procedure, Text } from "../api-types.ts";
import { instant, longDay } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { caseTexts } from "../texts/duties.ts";
import { uiTexts } from "../texts/ui.ts";
import { TableFrame } from "../ui/table-frame.tsx";
import { columnsOf, fieldSchema, isBlank, labelFor, wordOf } from "./document.ts";

type Fields = Record<string, unknown>;

/** Any document as labelled values, read with the words its procedure declares. */
export function DocumentView(props: {
  fields: Fields;
  procedure?: Procedure | undefined;
  leaveOut?: readonly string[];
}) {
  const { say } = useLanguage();
  const shown = Object.entries(props.fields).filter(
    ([name, value]) => !isBlank(value) && !props.leaveOut?.includes(name),
  );
  if (shown.length === 0) return null;
  return (
    <dl className="doc">
      {shown.map(([name, value]) => {
        const schema = fieldSchema(props.procedure, name);
        return (
          <div key={name} className={isTable(value) ? "wide" : undefined}>
            <dt>{say(labelFor(name, schema))}</dt>
            <dd>
              <Value value={value} schema={schema} />
              {schema?.["x-personal"] && <small> {say(caseTexts.contactHidden)}</small>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

const isTable = (value: unknown): value is Fields[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((v) => v && typeof v === "object" && !Array.isArray(v));

/** One value as a person reads it. Nothing in it is ever taken for markup. */
export function Value({ value, schema }: { value: unknown; schema?: JsonSchema | undefined }): ReactNode {
  const { say, lang } = useLanguage();
  const word = wordOf(schema, value);
  if (word) return say(word);
  if (isBlank(value)) return "—";
  if (typeof value === "boolean") return say(value ? uiTexts.yes : uiTexts.no);
  if (typeof value === "number") return value.toLocaleString("en-US");
  if (typeof value === "string") {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return longDay(value, lang);
    if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return instant(value, lang);
    return value;
  }
  if (isTable(value)) return <Records records={value} schema={schema?.items} />;
  if (Array.isArray(value))
    return (
      <ul className="doc-list">
        {value.map((v, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values of a shown list have no name but their place
          <li key={i}>
            <Value value={v} schema={schema?.items} />
          </li>
        ))}
      </ul>
    );
  const fields = value as Fields;
  if (isText(fields)) return say(fields);
  return (
    <dl className="doc inner">
      {Object.entries(fields)
        .filter(([, v]) => !isBlank(v))
        .map(([name, v]) => (
          <div key={name}>
            <dt>{say(labelFor(name, schema?.properties?.[name]))}</dt>
            <dd>
              <Value value={v} schema={schema?.properties?.[name]} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

const isText = (v: object): v is Text => {
  const names = Object.keys(v);
  return names.length === 2 && typeof (v as Text).zh === "string" && typeof (v as Text).en === "string";
};

function Records({ records, schema }: { records: Fields[]; schema?: JsonSchema | undefined }) {
  const { say } = useLanguage();
  const columns = columnsOf(records);
  const some = records.slice(0, 100);
  return (
    <TableFrame label={say(caseTexts.asked)}>
      <table className="plain">
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c} scope="col">
                {say(labelFor(c, schema?.properties?.[c]))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {some.map((record, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: shown rows have no name but their place
            <tr key={i}>
              {columns.map((c) => (
                <td key={c}>
                  <Value value={record[c]} schema={schema?.properties?.[c]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {records.length > some.length && (
        <p className="muted xs pad-s">{say(uiTexts.total, { n: records.length })}</p>
      )}
    </TableFrame>
  );
}
