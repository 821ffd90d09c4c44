import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { api } from "../api.ts";
import type { CaseAction, CaseView, FieldProblem } from "../api-types.ts";
import { type Complaints, checkValues, cleanValues } from "../form/check.ts";
import { fieldsOf, startValues, type Values } from "../form/schema.ts";
import { ApiProblem } from "../problem.ts";
import { caseKey } from "../queries.ts";
import { forget, keep, readKept } from "./kept.ts";

/** Complaints of the server, at the fields they belong to. */
export const complaintsFrom = (fields: readonly FieldProblem[] = []): Complaints =>
  Object.fromEntries(fields.map((f) => [f.path.replace(/^(contents)?\/?/, ""), { zh: f.zh, en: f.en }]));

/** Acts whose contents are the entry itself are done in the editor, not in a form beside the case. */
export const inEditor = (view: CaseView, action: CaseAction) =>
  view.procedure === "catalog-entry" && ["draft", "revise"].includes(action.action);

/** The decision being made on one case: which act, what it carries, what is wrong with it, and sending it. */
export function useDecision(view: CaseView, onDone: (after: CaseView, action: CaseAction) => void) {
  const client = useQueryClient();
  const actions = view.can;
  const kept = useMemo(() => readKept(view.id), [view.id]);
  const [chosen, setChosen] = useState<string | null>(() => {
    const before = kept?.action;
    if (before && actions.some((a) => a.action === before)) return before;
    return null;
  });
  const [values, setValues] = useState<Record<string, Values>>(() => kept?.values ?? {});
  const [asked, setAsked] = useState(false);
  const [fromServer, setFromServer] = useState<Complaints>({});
  const [changed, setChanged] = useState<CaseView | null>(null);

  const action = actions.find((a) => a.action === chosen) ?? null;
  const fields = useMemo(() => (action ? fieldsOf(action.contents) : []), [action]);
  const current = (action && values[action.action]) ?? (action ? startValues(fields, action.contents) : {});
  const complaints: Complaints = asked ? { ...fromServer, ...checkValues(fields, current) } : fromServer;

  useEffect(() => {
    if (Object.keys(values).length > 0) keep(view.id, { action: chosen, values });
  }, [view.id, chosen, values]);

  const send = useMutation({
    mutationFn: async (given: { action: CaseAction; contents: Values }) =>
      api.call<CaseView>(`/cases/${view.id}/actions/${given.action.action}`, {
        method: "POST",
        version: view.version,
        body: { contents: given.contents },
      }),
    onSuccess: (after, given) => {
      forget(view.id);
      client.setQueryData(caseKey(view.id), after);
      void client.invalidateQueries({ queryKey: ["cases"] });
      onDone(after, given.action);
    },
    onError: async (thrown) => {
      if (!(thrown instanceof ApiProblem)) return;
      setFromServer(complaintsFrom(thrown.problem.fields));
      if (!thrown.lostRace) return;
      // Somebody acted first. Ours changed nothing; show theirs, and keep what was typed.
      const latest = await client.fetchQuery({
        queryKey: caseKey(view.id),
        queryFn: () => api.call<CaseView>(`/cases/${view.id}`),
        staleTime: 0,
      });
      setChanged(latest);
      void client.invalidateQueries({ queryKey: ["cases"] });
    },
  });

  return {
    actions,
    action,
    fields,
    values: current,
    complaints,
    changed,
    busy: send.isPending,
    thrown: send.error instanceof ApiProblem && send.error.lostRace ? null : send.error,
    choose(name: string) {
      setChosen(name);
      setAsked(false);
      setFromServer({});
      send.reset();
    },
    change(next: Values) {
      if (!action) return;
      setFromServer({});
      setValues((before) => ({ ...before, [action.action]: next }));
    },
    /** Sends the decision when it is complete; otherwise says what is missing. @returns the complaints */
    submit(): Complaints {
      if (!action) return { action: { zh: "", en: "" } };
      setAsked(true);
      const found = checkValues(fields, current);
      if (Object.keys(found).length === 0) send.mutate({ action, contents: cleanValues(fields, current) });
      return found;
    },
  };
}
