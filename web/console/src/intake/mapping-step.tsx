import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Link } from "react-router";
import { api } from "../api.ts";
import type { Entry } from "../catalog-types.ts";
import { count } from "../dates.ts";
import type { ColumnMapping, Inspection, Intake } from "../intake-types.ts";
import { useLanguage } from "../language.tsx";
import { columnTypeTexts, semanticTexts, mappingTexts as T } from "../texts/intake.ts";
import { Refused } from "../ui/states.tsx";
import { TableFrame } from "../ui/table-frame.tsx";
import { Tick } from "../ui/tick.tsx";
import { emptyItems, mappingComplaints, remap, warningsOf, wholeMapping } from "./mapping.ts";
import { Understood } from "./understood.tsx";

interface Props {
  intake: Intake;
  inspection: Inspection;
  entry: Entry | undefined;
  onLoading: () => void;
}

const keptKey = (id: string) => `zq.mapping.${id}`;
const readKept = (id: string): ColumnMapping[] | undefined => {
  try {
    return JSON.parse(sessionStorage.getItem(keptKey(id)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
};

/** What was understood, and where each column goes: proposed by the platform, decided by a person. */
export function MappingStep({ intake, inspection, entry, onLoading }: Props) {
  const { say } = useLanguage();
  const client = useQueryClient();
  const items = entry?.items ?? [];
  const [mapping, setMapping] = useState(
    () => readKept(intake.id) ?? wholeMapping(inspection, intake.mapping),
  );
  const [accepted, setAccepted] = useState<Set<string>>(new Set());
  const [asked, setAsked] = useState(false);
  const warnings = useMemo(() => warningsOf(inspection), [inspection]);
  const grave = [...new Set(warnings.filter((w) => w.grave).map((w) => w.code))];
  const unaccepted = grave.filter((code) => !accepted.has(code));
  const complaints = mappingComplaints(mapping, items);
  const left = emptyItems(mapping, items);
  useEffect(() => sessionStorage.setItem(keptKey(intake.id), JSON.stringify(mapping)), [intake.id, mapping]);

  const load = useMutation({
    mutationFn: () =>
      api.call(`/intakes/${intake.id}/load`, {
        method: "POST",
        body: {
          mapping: mapping.map(({ from, to, type, format }) => ({
            from,
            to,
            ...(type ? { type } : {}),
            ...(format ? { format } : {}),
          })),
          ...(accepted.size ? { accept: [...accepted] } : {}),
        },
      }),
    onSuccess: async () => {
      sessionStorage.removeItem(keptKey(intake.id));
      await client.invalidateQueries({ queryKey: ["intake", intake.id] });
      onLoading();
    },
  });

  return (
    <>
      <Understood inspection={inspection} warnings={warnings} />
      <section aria-labelledby="mapping">
        <h2 id="mapping">{say(T.title)}</h2>
        <p className="muted">{say(T.hint)}</p>
        {entry && items.length === 0 && (
          <p className="notice warn">
            {say(T.noItems)} {entry.caseId && <Link to={`/catalog/${entry.caseId}`}>{entry.name}</Link>}
          </p>
        )}
        <TableFrame label={say(T.title)}>
          <table className="plain mapping">
            <caption className="vh">{say(T.title)}</caption>
            <thead>
              <tr>
                <th scope="col">{say(T.fileColumn)}</th>
                <th scope="col">{say(T.seen)}</th>
                <th scope="col">{say(T.to)}</th>
                <th scope="col">{say(T.confidence)}</th>
              </tr>
            </thead>
            <tbody>
              {inspection.columns.map((column) => {
                const m = mapping.find((x) => x.from === column.index);
                const mine = complaints.filter((c) => c.from === column.index);
                return (
                  <tr key={column.index} className={mine.length ? "warn" : undefined}>
                    <th scope="row">
                      {column.label}
                      {column.unit && <small>{column.unit}</small>}
                    </th>
                    <td className="seen">
                      <span className="tag">
                        {say(column.semantic ? semanticTexts[column.semantic] : columnTypeTexts[column.type])}
                      </span>{" "}
                      <span className="samples">{column.samples.slice(0, 3).join("、")}</span>
                      <small>
                        {say(T.fill, { n: `${Math.round(column.fill * 100)}%` })} ·{" "}
                        {say(T.distinct, { n: (column.distinctExact ? "" : "≈") + count(column.distinct) })}
                        {column.breaks.count > 0 && (
                          <span className="bad-text">
                            {" "}
                            ·{" "}
                            {say(T.breaks, {
                              n: column.breaks.count,
                              type: say(columnTypeTexts[column.type]),
                            })}
                          </span>
                        )}
                      </small>
                    </td>
                    <td>
                      <select
                        aria-label={say(T.toOf, { column: column.label })}
                        aria-invalid={mine.length > 0 || undefined}
                        value={m?.to ?? ""}
                        onChange={(e) => setMapping(remap(mapping, column.index, e.target.value || null))}
                      >
                        <option value="">{say(T.leaveOut)}</option>
                        {items.map((item) => (
                          <option key={item.column} value={item.column}>
                            {item.name}（{item.column}）
                          </option>
                        ))}
                      </select>
                      {mine.map((c) => (
                        <p key={c.text.en} className="fl-bad">
                          {say(c.text, c.params)}
                        </p>
                      ))}
                    </td>
                    <td>{m && <Confidence mapping={m} />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </TableFrame>
        {complaints
          .filter((c) => c.from === undefined)
          .map((c) => (
            <p key={c.text.en + String(c.params.item)} className="fl-bad">
              {say(c.text, c.params)}
            </p>
          ))}
        {left.length > 0 && <p className="muted xs">{say(T.unmapped, { items: left.join("、") })}</p>}
      </section>
      {grave.length > 0 && (
        <fieldset className="notice warn accept">
          <legend>{say(T.accept)}</legend>
          {grave.map((code) => (
            <Tick
              key={code}
              checked={accepted.has(code)}
              onChange={(e) => {
                const next = new Set(accepted);
                if (e.target.checked) next.add(code);
                else next.delete(code);
                setAccepted(next);
              }}
            >
              {warnings
                .filter((w) => w.code === code)
                .map((w) => (w.column ? `${w.column}：${say(w)}` : say(w)))
                .join("；")}
            </Tick>
          ))}
          {asked && unaccepted.length > 0 && (
            <p className="fl-bad" role="alert">
              {say(T.acceptNeeded)}
            </p>
          )}
        </fieldset>
      )}
      {load.error && <Refused thrown={load.error} />}
      <div className="foot-bar">
        <span className="muted">{say(T.loadNext)}</span>
        <Button
          type="primary"
          size="large"
          loading={load.isPending}
          disabled={items.length === 0}
          onClick={() => {
            setAsked(true);
            if (complaints.length === 0 && unaccepted.length === 0) load.mutate();
          }}
        >
          {say(T.load)}
        </Button>
      </div>
    </>
  );
}

function Confidence({ mapping }: { mapping: ColumnMapping }) {
  const { say } = useLanguage();
  if (mapping.to === null && mapping.confidence === undefined) return null;
  if (mapping.confidence === undefined) return <span className="muted">{say(T.yours)}</span>;
  const level = mapping.confidence >= 0.85 ? "sure" : mapping.confidence >= 0.6 ? "fair" : "weak";
  return (
    <span className="confidence">
      <span className={`tag ${{ sure: "ok", fair: "info", weak: "warn" }[level]}`}>{say(T[level])}</span>
      {mapping.reason && <small>{say(mapping.reason)}</small>}
    </span>
  );
}
