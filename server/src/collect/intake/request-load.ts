import type { Caller } from "../../platform/index.ts";
import type { LoadBody, ProposedColumn } from "../contract.ts";
import type { CollectNeeds } from "../needs.ts";
import { saveChange } from "../store.ts";
import { chooseColumns, requireAccepted } from "./choose-columns.ts";
import { ownIntake, requireState } from "./permit.ts";
import type { StepData } from "./run-step.ts";
import { itemsOf } from "./start-intake.ts";
import { steps } from "./steps.ts";

/**
 * Asks for an inspected file to be loaded the way the officer decided. May be asked again, with another mapping,
 * until the version is published. Refuses (422) a mapping that does not fit the entry, and grave warnings that
 * were not accepted.
 */
export async function requestLoad(
  needs: CollectNeeds,
  caller: Caller,
  id: string,
  body: LoadBody,
): Promise<StepData> {
  return needs.db.acting(caller, async (tx) => {
    const intake = await ownIntake(tx, caller, id);
    requireState(intake, intake.inspection ? ["inspected", "checked", "failed"] : [], "装载 / be loaded");
    const inspection = intake.inspection!;
    chooseColumns(inspection, await itemsOf(tx, needs, intake.entry), body.mapping);
    requireAccepted(inspection, body.mapping, body.accept);
    const run = await saveChange(tx, id, {
      state: "loading",
      step: steps.queuedLoad,
      at: needs.clock.now(),
      newRun: true,
      refusal: null,
      mapping: body.mapping.map((choice) => withReason(choice, intake.mapping ?? [])),
    });
    await needs.jobs.enqueue(tx, "collect.load", { intake: id, run });
    return { intake: id, run };
  });
}

/** A choice that is the platform's own proposal keeps saying why; any other is the person's. */
function withReason(choice: ProposedColumn, proposed: readonly ProposedColumn[]): ProposedColumn {
  const same = proposed.find(
    (p) =>
      p.from === choice.from && p.to === choice.to && p.type === choice.type && p.format === choice.format,
  );
  return same ?? choice;
}
