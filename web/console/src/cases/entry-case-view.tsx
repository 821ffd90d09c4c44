import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { CaseView } from "../api-types.ts";
import { changedFields, changedItems, entryFields, textDiff } from "../catalog/diff.ts";
import { fieldText } from "../catalog/terms.ts";
import type { Entry, EntryDraft } from "../catalog-types.ts";
import { longDay } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { useVocabulary } from "../queries.ts";
import { entryTexts as T } from "../texts/entry.ts";
import { fieldTexts } from "../texts/fields.ts";
import { Loaded } from "../ui/states.tsx";
import { TableFrame } from "../ui/table-frame.tsx";
import { ItemsTable } from "./items-table.tsx";

interface Document {
  code?: string;
  content?: EntryDraft;
  live?: number | null;
  amendment?: { kind: "law" | "function" | "own"; day?: string; reason: string };
  notice?: { reason: string; missing: string[] };
  retirement?: { reason: string };
}

/** A catalog entry under work or review: what changes against the published version, then all of it. */
export function EntryCaseView({ view }: { view: CaseView }) {
  const { say, lang } = useLanguage();
  const document = view.document as Document;
  const content = document.content ?? { name: view.title };
  const live = document.live ?? null;
  const code = document.code ?? view.subject;
  // While it is being worked on, the published version is what it is compared with.
  const compared = live !== null && !["published", "retired"].includes(view.state);
  const published = useQuery({
    queryKey: ["entry", code],
    queryFn: ({ signal }) =>
      api.call<Entry>(`/catalog/entries/${encodeURIComponent(code ?? "")}`, { signal }),
    enabled: compared && Boolean(code),
  });
  const notes: [string, string][] = [];
  if (document.amendment) {
    const { kind, day, reason } = document.amendment;
    const kinds = { law: T.amendmentLaw, function: T.amendmentFunction, own: T.amendmentOwn };
    notes.push([
      say(T.amendment),
      [say(kinds[kind]), day ? longDay(day, lang) : "", reason].filter(Boolean).join(" · "),
    ]);
  }
  if (document.notice) {
    notes.push([say(T.notice), document.notice.reason]);
    if (document.notice.missing.length)
      notes.push([say(T.noticeMissing), document.notice.missing.join("；")]);
  }
  if (document.retirement) notes.push([say(T.retirement), document.retirement.reason]);
  return (
    <>
      {notes.length > 0 && (
        <dl className="doc notice">
          {notes.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {compared ? (
        <Loaded query={published} rows={3}>
          {(entry) => <EntryDiff before={entry} after={content} version={entry.version} />}
        </Loaded>
      ) : null}
      <EntryFacts content={content} code={code} first={live === null} />
    </>
  );
}

function EntryDiff({ before, after, version }: { before: Entry; after: EntryDraft; version: number }) {
  const { say } = useLanguage();
  const vocabulary = useVocabulary();
  const fields = changedFields(before, after);
  const items = changedItems(before.items ?? [], after.items ?? []).filter((c) => c.kind !== "same");
  return (
    <section className="diff" aria-label={say(T.diffTitle, { n: version })}>
      <h4>
        {say(T.diffTitle, { n: version })}{" "}
        <small>
          {fields.length + items.length === 0
            ? say(T.diffNone)
            : say(T.diffCount, { f: fields.length, i: items.length })}
        </small>
      </h4>
      {fields.length > 0 && (
        <TableFrame label={say(T.diffTitle, { n: version })}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{say(T.what)}</th>
                <th scope="col">{say(T.was)}</th>
                <th scope="col">{say(T.becomes)}</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((c) => (
                <tr key={c.field}>
                  <th scope="row">{say(fieldTexts[c.field])}</th>
                  <Compared
                    before={say(fieldText(vocabulary.data, c.field, c.before))}
                    after={say(fieldText(vocabulary.data, c.field, c.after))}
                  />
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {items.length > 0 && <ItemsTable changes={items} vocabulary={vocabulary.data} />}
    </section>
  );
}

/** Two texts side by side with only what differs marked. */
function Compared({ before, after }: { before: string; after: string }) {
  const [start, was, becomes, end] = textDiff(before, after);
  return (
    <>
      <td>
        {start}
        {was && <del>{was}</del>}
        {end}
      </td>
      <td>
        {start}
        {becomes && <ins>{becomes}</ins>}
        {end}
      </td>
    </>
  );
}

function EntryFacts({
  content,
  code,
  first,
}: {
  content: EntryDraft;
  code: string | null | undefined;
  first: boolean;
}) {
  const { say } = useLanguage();
  const vocabulary = useVocabulary();
  const items = content.items ?? [];
  return (
    <>
      <dl className="doc facts">
        {code && (
          <div>
            <dt>{say(T.code)}</dt>
            <dd className="mono">
              {code}
              {first && <small> {say(T.first)}</small>}
            </dd>
          </div>
        )}
        {entryFields
          .filter(
            (field) => field !== "name" && content[field] !== undefined && String(content[field]) !== "",
          )
          .map((field) => (
            <div key={field} className={field === "abstract" ? "wide" : undefined}>
              <dt>{say(fieldTexts[field])}</dt>
              <dd>{say(fieldText(vocabulary.data, field, content[field]))}</dd>
            </div>
          ))}
      </dl>
      {content.stateSecret && <p className="refusal">{say(T.secret)}</p>}
      {items.length > 0 && (
        <>
          <h3 className="items-title">
            {say(T.items)}{" "}
            <small>{say(T.itemsCount, { n: items.length, p: items.filter((i) => i.personal).length })}</small>
          </h3>
          <ItemsTable
            changes={items.map((item) => ({ kind: "same" as const, item, changed: [] }))}
            vocabulary={vocabulary.data}
          />
        </>
      )}
    </>
  );
}
