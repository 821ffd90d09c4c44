import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import { correctionProcedure } from "./correction-procedure.ts";

/** How many correction requests about an entry are open and done. Runs as the platform; numbers only. */
export async function correctionCounts(tx: Tx, code: string): Promise<{ open: number; done: number }> {
  const found = await sql<{ open: number; done: number }>`
    select count(*) filter (where closed_at is null)::int as open,
      count(*) filter (where state in ('corrected', 'confirmed'))::int as done
    from procedure.case_file where procedure = ${correctionProcedure.name} and subject = ${code}`.execute(tx);
  return found.rows[0]!;
}
