import type { Logger } from "../platform/index.ts";
import type { Term } from "./leader.ts";
export interface WitnessNeeds {
  readonly witnesses: readonly never[];
}
export async function submitToWitnesses(_term: Term, _needs: WitnessNeeds, _log: Logger): Promise<void> {}
