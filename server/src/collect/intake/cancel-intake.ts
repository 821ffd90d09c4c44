import type { Caller } from "../../platform/index.ts";
import type { CollectNeeds } from "../needs.ts";
import { saveChange } from "../store.ts";
import { contentKey, workKey } from "./keys.ts";
import { ownIntake, requireState } from "./permit.ts";
import { steps } from "./steps.ts";

/**
 * Gives an intake up, in any state but published; its files go. Work under way notices within seconds and stops.
 * Cancelling twice is once.
 */
export async function cancelIntake(needs: CollectNeeds, caller: Caller, id: string): Promise<void> {
  const cancelled = await needs.db.acting(caller, async (tx) => {
    const intake = await ownIntake(tx, caller, id);
    if (intake.state !== "cancelled") {
      requireState(
        intake,
        ["receiving", "inspecting", "inspected", "refused", "loading", "checked", "failed"],
        "取消 / be cancelled",
      );
      await saveChange(tx, id, { state: "cancelled", step: steps.cancelled, at: needs.clock.now() });
    }
    return intake;
  });
  // Only after the commit: an intake that stands must have its files.
  await needs.files.remove(contentKey(id));
  await needs.files.remove(workKey(id));
  if (cancelled.result) await needs.files.remove(cancelled.result.folder);
}
