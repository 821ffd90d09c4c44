import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api } from "../api.ts";
import type { Item } from "../catalog-types.ts";
import { count } from "../dates.ts";
import type { Intake, Quality, QualityRule } from "../intake-types.ts";
import { useLanguage } from "../language.tsx";
import { dimensionTexts, qualityTexts as T } from "../texts/intake.ts";
import { uiTexts } from "../texts/ui.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Refused } from "../ui/states.tsx";
import { TableFrame } from "../ui/table-frame.tsx";
import { Findings } from "./findings.tsx";

interface Props {
  intake: Intake;
  entryName: string;
  items: readonly Item[];
  /** Back to the mapping; absent once published. */
  onRemap?: () => void;
}

/** What the checks found: score by dimension, rule by rule, the failing rows; and publishing. */
export function Checked({ intake, entryName, items, onRemap }: Props) {
  const { say } = useLanguage();
  const [rule, setRule] = useState<QualityRule | null>(null);
  const [asking, setAsking] = useState(false);
  const quality = intake.quality;
  // A rule about the whole version fails in no row.
  const failing = quality?.rules.reduce((n, r) => n + (r.sample.length > 0 ? r.failed : 0), 0) ?? 0;
  return (
    <>
      <section aria-labelledby="checks">
        <h2 id="checks">{say(T.title)}</h2>
        {quality && (
          <>
            <Score quality={quality} rows={intake.rows} />
            <Rules quality={quality} current={rule} onLook={setRule} />
            {rule && (
              <Findings
                key={rule.id}
                intake={intake}
                rule={rule}
                items={items}
                onClose={() => setRule(null)}
              />
            )}
          </>
        )}
      </section>
      {intake.state === "checked" && (
        <div className="foot-bar">
          {onRemap && <Button onClick={onRemap}>{say(T.remap)}</Button>}
          <Button type="primary" size="large" onClick={() => setAsking(true)}>
            {say(T.publish)}
          </Button>
        </div>
      )}
      {asking && (
        <PublishDialog
          intake={intake}
          entryName={entryName}
          failing={failing}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

const dimensions = Object.keys(dimensionTexts) as (keyof typeof dimensionTexts)[];

/** Scores are 0–100 with one decimal as the server gives them; a dash where no rule applies. */
function Score({ quality, rows }: { quality: Quality; rows: number | undefined }) {
  const { say } = useLanguage();
  return (
    <div className="card score">
      <p className="score-number">
        <b>{quality.score ?? "—"}</b>
        <span>{say(T.score)}</span>
        {rows !== undefined && <small>{say(T.rows, { n: count(rows) })}</small>}
      </p>
      <dl>
        {dimensions.map((dimension) => {
          const value = quality.dimensions[dimension];
          if (value === undefined) return null;
          return (
            <div key={dimension}>
              <dt>{say(dimensionTexts[dimension])}</dt>
              <dd>
                <span className="bar-track" aria-hidden="true">
                  <i style={{ width: `${value}%` }} className={value < 90 ? "low" : ""} />
                </span>
                {value}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}

function Rules(props: {
  quality: Quality;
  current: QualityRule | null;
  onLook: (rule: QualityRule) => void;
}) {
  const { say } = useLanguage();
  const rules = [...props.quality.rules].sort((a, b) => a.score - b.score || b.failed - a.failed);
  return (
    <TableFrame label={say(T.title)}>
      <table className="plain">
        <caption className="vh">{say(T.title)}</caption>
        <thead>
          <tr>
            <th scope="col">{say(T.rule)}</th>
            <th scope="col">{say(T.dimension)}</th>
            <th scope="col" className="num">
              {say(T.checked)}
            </th>
            <th scope="col" className="num">
              {say(T.failed)}
            </th>
            <th scope="col" className="num">
              {say(T.points)}
            </th>
            <th scope="col">
              <span className="vh">{say(T.findings, { rule: "" })}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id} className={rule === props.current ? "on" : undefined}>
              <th scope="row">
                {say(rule.title)}
                {rule.failed > 0 && <small className="muted"> {say(rule.found)}</small>}
              </th>
              <td>{say(dimensionTexts[rule.dimension])}</td>
              <td className="num">{count(rule.checked)}</td>
              <td className={rule.failed ? "num bad-text" : "num"}>{count(rule.failed)}</td>
              <td className="num">{rule.score}</td>
              <td>
                {rule.sample.length > 0 ? (
                  <Button size="small" onClick={() => props.onLook(rule)}>
                    {say(T.look, { n: count(rule.failed) })}
                    <span className="vh">{say(rule.title)}</span>
                  </Button>
                ) : (
                  rule.failed === 0 && <span className="tag ok">{say(T.pass)}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function PublishDialog(props: { intake: Intake; entryName: string; failing: number; onClose: () => void }) {
  const { say } = useLanguage();
  const client = useQueryClient();
  const { intake } = props;
  const [note, setNote] = useState("");
  const publish = useMutation({
    mutationFn: () =>
      api.call(`/intakes/${intake.id}/publish`, {
        method: "POST",
        body: note.trim() ? { note: note.trim() } : {},
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["intake", intake.id] });
      void client.invalidateQueries({ queryKey: ["intakes"] });
      props.onClose();
    },
  });
  return (
    <Dialog
      title={say(T.publishTitle)}
      onClose={props.onClose}
      ok={{ text: say(T.publishYes), busy: publish.isPending, onOk: () => publish.mutate() }}
    >
      <p>{say(T.publishText, { entry: props.entryName })}</p>
      {props.failing > 0 && (
        <p className="notice warn">{say(T.publishFailing, { n: count(props.failing) })}</p>
      )}
      <label className="fl top" htmlFor="publish-note">
        {say(T.publishNote)} <small>{say(uiTexts.optional)}</small>
      </label>
      <textarea
        className="ta"
        id="publish-note"
        value={note}
        maxLength={500}
        rows={3}
        onChange={(e) => setNote(e.target.value)}
      />
      {publish.error && <Refused thrown={publish.error} />}
    </Dialog>
  );
}
