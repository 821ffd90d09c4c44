import type { Tx } from "../platform/index.ts";
import type { Declaration } from "./declaration.ts";
import { type EngineNeeds, secretHash } from "./perform.ts";
import { type PeriodRow, periodsOf } from "./periods.ts";
import { type ActRow, actsOf, type CaseRow, findCase, findFollowedUp } from "./store.ts";

/** A case as it is kept, whole: for whoever writes it out. */
export interface CaseRecord {
  readonly row: CaseRow;
  readonly acts: readonly ActRow[];
  readonly periods: readonly PeriodRow[];
  readonly declaration: Declaration;
}

/** A case the transaction's caller may see; undefined where there is none. */
export async function recordSeen(
  tx: Tx,
  { modules }: Pick<EngineNeeds, "modules">,
  key: string,
): Promise<CaseRecord | undefined> {
  return recordOf(tx, modules, await findCase(tx, key));
}

/** A case followed with number and secret, in a transaction of the platform's; undefined where they do not belong together. */
export async function recordFollowed(
  tx: Tx,
  { modules }: Pick<EngineNeeds, "modules">,
  given: { number: string; secret: string },
): Promise<CaseRecord | undefined> {
  const row = await findFollowedUp(tx, given.number.trim().toUpperCase(), secretHash(given.secret.trim()));
  return recordOf(tx, modules, row);
}

async function recordOf(
  tx: Tx,
  modules: EngineNeeds["modules"],
  row: CaseRow | undefined,
): Promise<CaseRecord | undefined> {
  if (!row) return undefined;
  const declaration = modules.find((m) => m.declaration.name === row.procedure)?.declaration;
  if (!declaration) throw new Error(`a case of the undeclared procedure ${row.procedure}`);
  return { row, declaration, acts: await actsOf(tx, row.id), periods: await periodsOf(tx, row.id) };
}
