import { recomputePeriod } from "@zhanqiao/law";
import { sql } from "kysely";
import { newId, thePlatform } from "../platform/index.ts";
import type { EngineNeeds } from "./perform.ts";
import type { PeriodRow } from "./periods.ts";

/**
 * Reckons every running period anew after a year's holiday table has been imported. Each change is an
 * entry in the ledger: a deadline never moves unseen.
 * @returns how many periods changed.
 */
export function recomputeProvisional(needs: EngineNeeds): Promise<number> {
  return needs.db.acting(thePlatform, async (tx) => {
    const at = needs.clock.now();
    const rows = await sql<PeriodRow & { number: string; article: string }>`
      select p.*, c.number from procedure.period p join procedure.case_file c on c.id = p.case_id
      where p.ended_at is null for update of p`.execute(tx);
    let changed = 0;
    for (const row of rows.rows) {
      const next = recomputePeriod(row.value, needs.statute.calendar());
      if (!next.changed) continue;
      const value = { ...row.value, ...next.period };
      await sql`update procedure.period set value = ${JSON.stringify(value)}, due_at = ${new Date(value.dueAt)},
        provisional = ${value.provisional} where id = ${row.id}`.execute(tx);
      await needs.append(tx, {
        id: newId(at),
        act: "period.recomputed",
        subject: row.number,
        caller: thePlatform,
        article: row.article,
        at,
        content: {
          case: row.number,
          period: row.name,
          from: row.value.due,
          to: value.due,
          provisional: value.provisional,
        },
      });
      changed++;
    }
    return changed;
  });
}
