import { sql } from "kysely";
import type { Version } from "../collect/index.ts";
import type { Text, Tx } from "../platform/index.ts";
import type { Declaration } from "../procedure/index.ts";

/** A public act on a dataset. */
export interface DatasetAct {
  readonly title: Text;
  readonly at: Date;
  readonly org?: string;
  readonly article: string;
  /** Place in the ledger, once it has one. */
  readonly index?: number;
}

/** Decisions on an entry that take effect for everybody, by procedure; drafts and refusals stay with the parties. */
const effective: Readonly<Record<string, readonly string[]>> = {
  "catalog-entry": ["approve", "retire"],
  "share-type": ["approve", "accept"],
  "open-type": ["approve"],
};
const most = 200;

interface ActRow {
  readonly procedure: string;
  readonly action: string;
  readonly article: string;
  readonly at: Date;
  readonly org: string | null;
  readonly index: number | null;
}

/**
 * What has publicly happened to an entry, the latest first: versions of the catalog entry, decisions on sharing and
 * opening, versions of the data. Runs as the platform; only acts that took effect leave it, without contents.
 */
export async function historyOf(
  tx: Tx,
  given: { code: string; versions: readonly Version[]; declarations: readonly Declaration[] },
): Promise<DatasetAct[]> {
  const pairs = Object.entries(effective).flatMap(([procedure, actions]) =>
    actions.map((action) => `${procedure}.${action}`),
  );
  const acts = await sql<ActRow>`select c.procedure, a.action, a.article, a.at, a.actor_org as org, l.index
    from procedure.case_file c join procedure.act a on a.case_id = c.id
    left join ledger.entry l on l.act_id = a.id
    where c.subject = ${given.code} and c.procedure || '.' || a.action = any (${pairs})
    order by a.at desc limit ${most}`.execute(tx);
  const decided = acts.rows.map((act): DatasetAct => {
    const declaration = given.declarations.find((d) => d.name === act.procedure);
    return {
      title: titleOf(declaration, act),
      at: act.at,
      article: act.article,
      ...(act.org ? { org: act.org } : {}),
      ...indexOf(act),
    };
  });
  const versions = given.versions.slice(0, most);
  const places = await sql<{ act_id: string; index: number | null }>`select act_id, index from ledger.entry
    where act_id = any (${versions.map((v) => v.intake)}::uuid[])`.execute(tx);
  const published = versions.map(
    (v): DatasetAct => ({
      title: {
        zh: `发布数据第 ${v.n} 版，${v.rows} 行`,
        en: `Version ${v.n} of the data published, ${v.rows} rows`,
      },
      at: v.published_at,
      org: v.provider,
      article: "12",
      ...indexOf(places.rows.find((p) => p.act_id === v.intake)),
    }),
  );
  return [...decided, ...published].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, most);
}

const indexOf = (place: { index: number | null } | undefined) =>
  place && place.index !== null ? { index: place.index } : {};

function titleOf(declaration: Declaration | undefined, act: ActRow): Text {
  const title = declaration?.actions[act.action]?.title;
  if (!declaration || !title) return { zh: act.procedure, en: act.procedure };
  return { zh: `${declaration.title.zh}：${title.zh}`, en: `${declaration.title.en}: ${title.en}` };
}
