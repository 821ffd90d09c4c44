import type { PackPeriod, PackWords, Words } from "@zhanqiao/evidence";
import { type CaseRecord, contentsSchema } from "../procedure/index.ts";

type Row = CaseRecord["periods"][number];

/** A period as a pack holds it: what can be reckoned anew, without who granted an extension and why. */
export function packPeriod({ value, name, owed_by, ended_at, outcome }: Row): PackPeriod {
  const { ruleId: rule, pack, article, unit, days, trigger, from, until, due, dueAt, provisional } = value;
  return {
    ...{
      name,
      rule,
      pack,
      article,
      unit,
      owedBy: owed_by,
      days,
      trigger,
      from,
      until,
      due,
      dueAt,
      provisional,
    },
    extensions: value.extensions.map(({ at, fromDue, toDue }) => ({ at, fromDue, toDue })),
    ...{ endedAt: ended_at?.toISOString() ?? null, outcome },
  };
}

/** Names people read, from the declaration: of the acts and states that occur, the fields, the organisations. */
export function wordsOf(
  { row, acts, declaration }: CaseRecord,
  organisations: ReadonlyMap<string, { readonly name: string }>,
): PackWords {
  const done = acts.map((act) => [
    `${declaration.name}.${act.action}`,
    declaration.actions[act.action]?.title,
  ]);
  const states = acts.map((act) => [act.to_state, declaration.states[act.to_state]?.title]);
  const known = (pairs: readonly (readonly unknown[])[]) =>
    Object.fromEntries(pairs.filter(([, words]) => words)) as Record<string, Words>;
  return {
    title: row.title,
    procedure: declaration.title,
    acts: known(done),
    states: known(states),
    organisations: Object.fromEntries([...organisations].map(([uscc, { name }]) => [uscc, name])),
    fields: known(fieldsOf(declaration).map(([name, field]) => [name, titleOf(field)])),
  };
}

/**
 * What the platform keeps of the case: for those who may see it the document without fields for reaching a person;
 * for the applicant what they wrote.
 */
export function documentOf(
  { row, acts, declaration }: CaseRecord,
  right: "organisation" | "follow-up",
): Record<string, unknown> {
  if (right === "follow-up") return acts[0]?.actor_kind === "anyone" ? acts[0].contents : {};
  const personal = new Set(
    fieldsOf(declaration).flatMap(([name, field]) => (field["x-personal"] ? name : [])),
  );
  return Object.fromEntries(Object.entries(row.document).filter(([name]) => !personal.has(name)));
}

type Field = Readonly<Record<string, unknown>>;

function fieldsOf({ actions }: CaseRecord["declaration"]): [string, Field][] {
  return Object.values(actions).flatMap((action) => {
    const { properties } = contentsSchema(action) as { properties?: Record<string, Field> };
    return Object.entries(properties ?? {});
  });
}

function titleOf(field: Field): Words | undefined {
  const { "x-zh": zh, "x-en": en } = field;
  return typeof zh === "string" && typeof en === "string" ? { zh, en } : undefined;
}
