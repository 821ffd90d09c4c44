import { sql } from "kysely";
import { thePlatform } from "../platform/index.ts";
import type { EngineNeeds } from "./perform.ts";

/**
 * Puts every period that has run out on the record, once: an entry in the ledger against the duty holder. It ends
 * nothing and blocks nothing; the late act stays possible.
 * @returns how many were escalated now (at most 500 a call; the job calls again).
 */
export function escalateOverdue(needs: EngineNeeds): Promise<number> {
  return needs.db.acting(thePlatform, async (tx) => {
    const at = needs.clock.now();
    const late = await sql<{
      id: string;
      number: string;
      name: string;
      owed_by: string;
      article: string;
      due_at: Date;
    }>`
      update procedure.period p set escalated_at = ${at} from procedure.case_file c
      where c.id = p.case_id and p.id in (
        select id from procedure.period where ended_at is null and escalated_at is null and due_at <= ${at}
        order by due_at limit 500 for update skip locked)
      returning p.id, c.number, p.name, p.owed_by, p.article, p.due_at`.execute(tx);
    for (const period of late.rows)
      await needs.append(tx, {
        id: period.id,
        act: "period.overdue",
        subject: period.number,
        caller: thePlatform,
        article: period.article,
        at,
        content: {
          case: period.number,
          period: period.name,
          owedBy: period.owed_by,
          dueAt: period.due_at.toISOString(),
        },
      });
    return late.rows.length;
  });
}
