import type { CaseView, Clock, Procedure, Text } from "../api-types.ts";

export interface Step {
  state: string;
  title: Text;
  kind: "done" | "current" | "ahead";
  at?: string;
  /** The running period of the current step, or the ended one of a step done. */
  clock?: Clock;
  /** Working days the law gives a step ahead. */
  workingDays?: number;
}

/**
 * The way of a case as a line of at most `most` steps: where it has been, where it is, and where it goes when
 * all goes well. What lies ahead is read from the declaration: of the acts possible next, the first that leads
 * on and neither returns nor refuses.
 */
export function stepsOf(view: CaseView, procedure: Procedure | undefined, most = 5): Step[] {
  const past: Step[] = [];
  for (const act of view.history) {
    if (act.to === act.from) continue;
    const again = past.findIndex((s) => s.state === act.to);
    // A case sent back has not got further: what came after falls away.
    if (again >= 0) past.splice(again);
    past.push({ state: act.to, title: act.toTitle, kind: "done", at: act.at });
  }
  const here = past.at(-1);
  const final = procedure?.states[view.state]?.final ?? view.closedAt !== null;
  if (here && !final) {
    here.kind = "current";
    if (view.clock) here.clock = view.clock;
  }
  const ahead = final || !procedure ? [] : aheadOf(view.state, procedure, new Set(past.map((s) => s.state)));
  const shown = past.slice(-Math.max(1, most - ahead.length));
  return [...shown, ...ahead].slice(0, most);
}

function aheadOf(from: string, procedure: Procedure, seen: Set<string>): Step[] {
  const steps: Step[] = [];
  let state = from;
  for (let n = 0; n < 4; n += 1) {
    const next = Object.values(procedure.actions).find((a) => {
      if (a.from === "none" || !a.from.includes(state) || a.to === state || seen.has(a.to)) return false;
      const tone = procedure.states[a.to]?.tone;
      return tone === "waiting" || tone === "good" || (tone === "closed" && procedure.states[a.to]?.final);
    });
    const declared = next && procedure.states[next.to];
    if (!next || !declared) break;
    seen.add(next.to);
    const days = procedure.actions && next.starts?.find((s) => s.workingDays !== null)?.workingDays;
    steps.push({
      state: next.to,
      title: declared.title,
      kind: "ahead",
      ...(days ? { workingDays: days } : {}),
    });
    if (declared.final) break;
    state = next.to;
  }
  return steps;
}
