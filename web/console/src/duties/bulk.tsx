import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api } from "../api.ts";
import type { BulkResult, CaseItem } from "../api-types.ts";
import { type Complaints, checkValues, cleanValues } from "../form/check.ts";
import { fieldsOf, startValues, type Values } from "../form/schema.ts";
import { SchemaForm } from "../form/schema-form.tsx";
import { useLanguage } from "../language.tsx";
import { useProcedures } from "../queries.ts";
import { dutiesTexts as T } from "../texts/duties.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Refused } from "../ui/states.tsx";
import { type BulkAction, bulkActions } from "./bulk-actions.ts";

interface Props {
  items: CaseItem[];
  /** Called with the ids that were refused and stay ticked. */
  onDone: (left: Set<string>) => void;
}

/** What can be done with all ticked cases at once. */
export function BulkBar({ items, onDone }: Props) {
  const { say } = useLanguage();
  const procedures = useProcedures();
  const [chosen, setChosen] = useState<BulkAction | null>(null);
  const possible = bulkActions(items, procedures.data ?? []);
  return (
    <section className="bulk-bar" aria-label={say(T.bulk)}>
      <b>{say(T.bulkChosen, { n: items.length })}</b>
      {possible.map((p) => (
        <Button key={p.name} size="small" type="primary" onClick={() => setChosen(p)}>
          {say(p.action.title)}
        </Button>
      ))}
      {items.length === 0 && <span>{say(T.bulkHint)}</span>}
      {items.length > 0 && possible.length === 0 && <span>{say(T.bulkNone)}</span>}
      {chosen && <BulkDialog chosen={chosen} items={items} onClose={() => setChosen(null)} onDone={onDone} />}
    </section>
  );
}

function BulkDialog(props: Props & { chosen: BulkAction; onClose: () => void }) {
  const { say } = useLanguage();
  const client = useQueryClient();
  const { chosen, items } = props;
  const fields = fieldsOf(chosen.action.contents);
  const [values, setValues] = useState<Values>(() => startValues(fields, chosen.action.contents));
  const [complaints, setComplaints] = useState<Complaints>({});
  const send = useMutation({
    mutationFn: () =>
      api.call<BulkResult>("/cases/actions", {
        method: "POST",
        body: {
          action: chosen.name,
          contents: cleanValues(fields, values),
          cases: items.map((c) => ({ id: c.id, version: c.version })),
        },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["cases"] });
      void client.invalidateQueries({ queryKey: ["case"] });
    },
  });
  const titleOf = (id: string) => items.find((c) => c.id === id)?.title ?? id;
  const finish = () => {
    props.onClose();
    if (send.data) props.onDone(new Set(send.data.refused.map((r) => r.id)));
  };
  return (
    <Dialog
      title={say(T.bulkTitle, { action: say(chosen.action.title), n: items.length })}
      onClose={finish}
      {...(send.data
        ? {}
        : {
            ok: {
              text: say(T.bulkGo, { n: items.length }),
              busy: send.isPending,
              onOk: () => {
                const found = checkValues(fields, values);
                setComplaints(found);
                if (Object.keys(found).length === 0) send.mutate();
              },
            },
          })}
    >
      {send.data ? (
        <div role="status">
          <p>{say(T.bulkDone, { n: send.data.done.length })}</p>
          {send.data.refused.length > 0 && (
            <>
              <p>{say(T.bulkRefused, { n: send.data.refused.length })}</p>
              <ul className="doc-list">
                {send.data.refused.map((r) => (
                  <li key={r.id}>
                    {titleOf(r.id)}：{say(r.detail)}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      ) : (
        <>
          <p className="muted">{say(chosen.action.next)}</p>
          <ul className="doc-list">
            {items.map((c) => (
              <li key={c.id}>
                {c.number} {c.title}
              </li>
            ))}
          </ul>
          <SchemaForm fields={fields} values={values} complaints={complaints} onChange={setValues} />
          {send.error && <Refused thrown={send.error} />}
        </>
      )}
    </Dialog>
  );
}
