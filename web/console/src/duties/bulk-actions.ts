import type { CaseItem, Procedure, ProcedureAction } from "../api-types.ts";

export interface BulkAction {
  name: string;
  action: ProcedureAction;
}

/** The acts marked as safe in bulk that all chosen cases can take: of one procedure, from every state chosen. */
export function bulkActions(items: readonly CaseItem[], procedures: readonly Procedure[]): BulkAction[] {
  const first = items[0];
  if (!first || items.some((c) => c.procedure !== first.procedure)) return [];
  const procedure = procedures.find((p) => p.name === first.procedure);
  return Object.entries(procedure?.actions ?? {})
    .filter(([, a]) => a.bulk && a.from !== "none" && items.every((c) => a.from.includes(c.state)))
    .map(([name, action]) => ({ name, action }));
}
