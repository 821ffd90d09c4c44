import type { Declaration } from "./declaration.ts";

/**
 * Finds what is wrong with a declaration: unknown states, periods ended that nothing starts, dead states, nobody
 * to wait for. Run at start, so that a broken declaration stops the process and not a case.
 * @returns complaints; empty when it is sound.
 */
export function checkDeclaration(d: Declaration): string[] {
  const complaints: string[] = [];
  const say = (text: string) => complaints.push(`${d.id} ${d.name}: ${text}`);
  const states = new Set(Object.keys(d.states));
  const actions = Object.entries(d.actions);
  const started = new Set(actions.flatMap(([, a]) => (a.starts ?? []).map((s) => s.period)));

  if (!/^P\d+$/.test(d.id)) say("its id is not P and a number");
  if (!/^[A-Z]{2}$/.test(d.prefix)) say("its prefix is not two capital letters");
  if (d.articles.length === 0) say("it names no article");
  if (!actions.some(([, a]) => a.from === "none")) say("no action opens a case");

  for (const [name, a] of actions) {
    if (a.by.length === 0) say(`nobody may do ${name}`);
    if (!states.has(a.to)) say(`${name} leads to unknown state ${a.to}`);
    if (a.from !== "none")
      for (const s of a.from) if (!states.has(s)) say(`${name} starts from unknown state ${s}`);
    if (a.from !== "none")
      for (const s of a.from)
        if (d.states[s]?.final && a.to !== s && !a.article)
          say(`${name} leaves a final state without an article`);
    for (const p of [...(a.meets ?? []), ...(a.cancels ?? []), ...(a.extends ? [a.extends.period] : [])])
      if (!started.has(p)) say(`${name} touches period ${p}, which nothing starts`);
  }
  for (const [name, s] of Object.entries(d.states)) {
    const reached = actions.some(([, a]) => a.to === name || a.decide);
    if (!reached) say(`state ${name} is never reached`);
    if (!s.final && !s.waitsFor && s.tone !== "good") say(`state ${name} waits for nobody`);
    if (s.seenBy.length === 0) say(`state ${name} is seen by nobody`);
  }
  return complaints;
}
