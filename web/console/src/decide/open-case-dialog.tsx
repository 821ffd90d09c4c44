import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "../api.ts";
import type { CaseView, Text } from "../api-types.ts";
import { type Complaints, checkValues, cleanValues } from "../form/check.ts";
import { fieldsOf, startValues, type Values } from "../form/schema.ts";
import { SchemaForm } from "../form/schema-form.tsx";
import { useLanguage } from "../language.tsx";
import { ApiProblem } from "../problem.ts";
import { useProcedures } from "../queries.ts";
import { editorTexts as T } from "../texts/catalog.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Loading, Refused } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";
import { complaintsFrom } from "./use-decision.ts";

interface Props {
  procedure: string;
  /** Which of its opening acts; the first when there is only one. */
  action?: string;
  subject: string;
  title: Text;
  start?: Values;
  onClose: () => void;
}

/** Opens a case of any procedure about something, from the form its declaration asks for. */
export function OpenCaseDialog({ procedure, action, subject, title, start, onClose }: Props) {
  const { say } = useLanguage();
  const toast = useToast();
  const client = useQueryClient();
  const procedures = useProcedures();
  const declared = procedures.data?.find((p) => p.name === procedure);
  const opening = Object.entries(declared?.actions ?? {}).find(
    ([name, a]) => a.from === "none" && (!action || name === action),
  );
  const schema = opening?.[1].contents;
  const fields = useMemo(() => (schema ? fieldsOf(schema) : []), [schema]);
  const [values, setValues] = useState<Values | null>(null);
  const [complaints, setComplaints] = useState<Complaints>({});
  const current = values ?? { ...(schema ? startValues(fields, schema) : {}), ...start };
  const send = useMutation({
    mutationFn: () =>
      api.call<{ case: CaseView | null }>("/cases", {
        method: "POST",
        body: { procedure, action: opening?.[0], subject, contents: cleanValues(fields, current) },
      }),
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: ["cases"] });
      toast(say(T.opened, { number: answer.case?.number ?? "" }));
      onClose();
    },
    onError: (thrown) => {
      if (thrown instanceof ApiProblem) setComplaints(complaintsFrom(thrown.problem.fields));
    },
  });
  return (
    <Dialog
      title={say(title)}
      onClose={onClose}
      {...(opening
        ? {
            ok: {
              text: say(opening[1].title),
              busy: send.isPending,
              onOk: () => {
                const found = checkValues(fields, current);
                setComplaints(found);
                if (Object.keys(found).length === 0) send.mutate();
              },
            },
          }
        : {})}
    >
      {opening ? (
        <>
          <p className="muted">{say(opening[1].next)}</p>
          <SchemaForm
            fields={fields}
            values={current}
            complaints={complaints}
            onChange={(next) => {
              setComplaints({});
              setValues(next);
            }}
          />
          {send.error && <Refused thrown={send.error} />}
        </>
      ) : (
        <Loading rows={3} />
      )}
    </Dialog>
  );
}
