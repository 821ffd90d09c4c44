import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../api.ts";
import type { CaseView } from "../api-types.ts";
import type { EntryDraft } from "../catalog-types.ts";
import { ApiProblem } from "../problem.ts";
import { caseKey } from "../queries.ts";
import { draftToSend, forgetDraft, keepDraft, keptDraft } from "./draft.ts";
import { type Complaint, entryComplaints } from "./entry-rules.ts";

/** The state of one editor: the draft, whether it is saved, saving and submitting it, and a lost race. */
export function useEditor(view: CaseView | null, saved: EntryDraft) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const id = view?.id ?? "new";
  const version = view?.version ?? 0;
  const kept = useMemo(() => keptDraft(id, version), [id, version]);
  const [draft, setDraft] = useState<EntryDraft>(kept ?? saved);
  const [dirty, setDirty] = useState(kept !== null);
  const [restored, setRestored] = useState(kept !== null);
  const [busy, setBusy] = useState<"save" | "submit" | null>(null);
  const [thrown, setThrown] = useState<unknown>(null);
  const [lost, setLost] = useState(false);
  const latest = useRef(draft);
  latest.current = draft;

  const complaints = useMemo(() => entryComplaints(draft), [draft]);
  const published = typeof view?.document.live === "number";
  const fromServer: Complaint[] =
    thrown instanceof ApiProblem
      ? (thrown.problem.fields ?? []).map((f) => ({
          path: f.path.replace(/^contents\//, ""),
          text: { zh: f.zh, en: f.en },
          article: thrown.problem.article ?? "9.2",
        }))
      : [];

  useEffect(() => {
    if (dirty) keepDraft(id, version, draft);
  }, [dirty, draft, id, version]);

  const change = useCallback((part: Partial<EntryDraft>) => {
    setThrown(null);
    setDirty(true);
    setDraft((before) => ({ ...before, ...part }));
  }, []);

  async function attempt<T>(what: "save" | "submit", work: () => Promise<T>): Promise<T | null> {
    setBusy(what);
    setThrown(null);
    try {
      return await work();
    } catch (failed) {
      if (failed instanceof ApiProblem && failed.lostRace) setLost(true);
      else setThrown(failed);
      return null;
    } finally {
      setBusy(null);
    }
  }

  async function write(at: number): Promise<CaseView> {
    const contents = draftToSend(latest.current, published);
    if (!view) {
      const answer = await api.call<{ case: CaseView }>("/cases", {
        method: "POST",
        body: { procedure: "catalog-entry", action: "draft", contents },
      });
      return answer.case;
    }
    return api.call<CaseView>(`/cases/${view.id}/actions/revise`, {
      method: "POST",
      version: at,
      body: { contents },
    });
  }

  function keepAnswer(after: CaseView) {
    forgetDraft(id);
    setDirty(false);
    setRestored(false);
    client.setQueryData(caseKey(after.id), after);
    void client.invalidateQueries({ queryKey: ["cases"] });
    if (!view) navigate(`/catalog/${after.id}`, { replace: true });
  }

  return {
    draft,
    complaints,
    fromServer,
    dirty,
    restored: restored && dirty,
    busy,
    thrown,
    lost,
    change,
    drop() {
      forgetDraft(id);
      setDraft(saved);
      setDirty(false);
      setRestored(false);
    },
    async save() {
      const after = await attempt("save", () => write(version));
      if (after) keepAnswer(after);
    },
    async submit() {
      const after = await attempt("submit", async () => {
        const written = dirty || !view ? await write(version) : view;
        keepAnswer(written);
        return api.call<CaseView>(`/cases/${written.id}/actions/submit`, {
          method: "POST",
          version: written.version,
          body: { contents: {} },
        });
      });
      if (after) {
        client.setQueryData(caseKey(after.id), after);
        void client.invalidateQueries({ queryKey: ["cases"] });
        navigate(`/cases/${after.id}`);
      }
    },
    /** Ours is dropped for what somebody else saved. */
    async takeTheirs() {
      forgetDraft(id);
      setLost(false);
      await client.invalidateQueries({ queryKey: caseKey(id) });
    },
    /** Ours is saved on top of what somebody else saved: a person has chosen to. */
    async saveOnTop() {
      if (!view) return;
      const after = await attempt("save", async () => {
        const now = await api.call<CaseView>(`/cases/${view.id}`);
        return write(now.version);
      });
      if (after) {
        setLost(false);
        keepAnswer(after);
      }
    },
  };
}
