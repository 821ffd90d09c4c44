import { entryByCode } from "../../catalog/index.ts";
import { inspectWalled } from "../inspect/index.ts";
import type { CollectNeeds } from "../needs.ts";
import { keptMappings } from "../store.ts";
import { contentKey } from "./keys.ts";
import { proposeColumns } from "./propose-columns.ts";
import { runStep, type StepData } from "./run-step.ts";
import { steps } from "./steps.ts";

/**
 * Looks at a file that has come in whole: what it holds and where its columns should go, or why it is not taken
 * (Art. 12). Safe to run again.
 */
export async function inspectIntake(needs: CollectNeeds, data: StepData): Promise<void> {
  await runStep(needs, data, "inspecting", async ({ intake, signal, tell }) => {
    tell(0.1, steps.inspecting);
    const inspect = needs.inspect ?? inspectWalled;
    const found = await inspect(needs.files.path(contentKey(intake.id)), { name: intake.name, signal });
    if (!found.ok)
      return {
        state: "refused",
        step: steps.refused,
        refusal: { code: found.code, detail: found.reason },
      };
    return {
      state: "inspected",
      step: steps.inspected,
      progress: 1,
      inspection: found,
      refusal: null,
      also: async (tx) => {
        const entry = await entryByCode(tx, needs.organisations, intake.entry);
        const kept = await keptMappings(tx, intake.entry);
        return { mapping: proposeColumns(found, entry?.items ?? [], kept) };
      },
    };
  });
}
