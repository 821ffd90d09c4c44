import { DuckError } from "../../platform/engine/index.ts";
import { newSecret, Refusal, type Text, type Tx, thePlatform } from "../../platform/index.ts";
import type { IntakeState } from "../contract.ts";
import type { CollectNeeds } from "../needs.ts";
import { refuse } from "../refusals.ts";
import { beat, type Change, claim, findIntake, type IntakeRow, release, saveChange } from "../store.ts";
import { intakeKey, workKey } from "./keys.ts";
import { steps } from "./steps.ts";

/** What a job is handed: which intake, and which run of its work was asked for. */
export interface StepData {
  readonly intake: string;
  readonly run: number;
}

export interface Working {
  readonly intake: IntakeRow;
  /** Aborted when the intake is cancelled or its work taken over. */
  readonly signal: AbortSignal;
  /** Share done, 0–1, and what is being done. */
  readonly tell: (progress: number, step: Text) => void;
}

/** Decided outside the transaction that saves it; `also` runs inside. */
export type Outcome = Omit<Change, "at"> & { readonly also?: (tx: Tx) => Promise<Partial<Change>> };

/** A job that fails for a reason of ours is tried this often in all. */
export const mostTries = 3;
const heartbeat = 4_000;

/**
 * Does one step of an intake's way, so that doing it again does no harm: only the run asked for counts, one
 * process at a time has the claim, the outcome is saved once. A job delivered twice, late, or after the process
 * died in the middle finds either nothing to do or a clean start.
 */
export async function runStep(
  needs: CollectNeeds,
  data: StepData,
  state: Extract<IntakeState, "inspecting" | "loading">,
  work: (working: Working) => Promise<Outcome>,
): Promise<boolean> {
  const by = newSecret();
  const intake = await needs.db.acting(thePlatform, async (tx) => {
    const mine = await claim(tx, { id: data.intake, state, run: data.run, by });
    return mine ? findIntake(tx, data.intake) : undefined;
  });
  if (!intake) return false;
  const { signal, tell, stop } = keepAlive(needs, intake.id, by);
  try {
    // Left by a process that died here; nothing refers to it.
    await needs.files.remove(workKey(intake.id));
    const outcome = await work({ intake, signal, tell });
    return await finish(needs, intake, by, outcome);
  } catch (error) {
    if (signal.aborted) return false;
    return await failed(needs, intake, by, error);
  } finally {
    stop();
    await needs.files.remove(workKey(intake.id));
  }
}

function keepAlive(needs: CollectNeeds, id: string, by: string) {
  const cancel = new AbortController();
  let news: { progress?: number; step?: Text } = {};
  const say = () => {
    const told = news;
    news = {};
    needs.db
      .acting(thePlatform, (tx) => beat(tx, { id, by, ...told }))
      .then((kept) => kept || cancel.abort(new Error("the intake has moved on")))
      // The database may come back before the claim runs out.
      .catch(() => undefined);
  };
  const timer = setInterval(say, heartbeat);
  return {
    signal: cancel.signal,
    tell: (progress: number, step: Text) => {
      news = { progress, step };
      say();
    },
    stop: () => clearInterval(timer),
  };
}

/** Saves the outcome if the claim is still ours; otherwise somebody else's word stands. */
async function finish(
  needs: CollectNeeds,
  intake: IntakeRow,
  by: string,
  outcome: Outcome,
): Promise<boolean> {
  const { also, ...change } = outcome;
  const stands = await needs.db.acting(thePlatform, async (tx) => {
    await findIntake(tx, intake.id, true);
    if (!(await beat(tx, { id: intake.id, by }))) return false;
    const more = (await also?.(tx)) ?? {};
    await saveChange(tx, intake.id, { ...change, ...more, at: needs.clock.now() });
    return true;
  });
  // A file that is not taken is not kept: nothing is done with it any more.
  if (stands && outcome.state === "refused") await needs.files.remove(intakeKey(intake.id));
  return stands;
}

async function failed(needs: CollectNeeds, intake: IntakeRow, by: string, error: unknown): Promise<boolean> {
  // Cancelled and cleared away under our hands: the error is only that.
  if (!(await needs.db.acting(thePlatform, (tx) => beat(tx, { id: intake.id, by })))) return false;
  const ours = !(error instanceof Refusal);
  if (ours && intake.tries < mostTries) {
    await needs.db.acting(thePlatform, (tx) => release(tx, { id: intake.id, by }));
    throw quiet(error);
  }
  const { code, text } = ours ? refuse("fault") : error;
  const stands = await finish(needs, intake, by, {
    // A file that never was inspected cannot be loaded after all; one that was can be mapped anew.
    state: intake.inspection ? "failed" : "refused",
    step: intake.inspection ? steps.failed : steps.refused,
    refusal: { code, detail: text },
  });
  // Recorded by the job queue; the intake already says what there is to say.
  if (ours) throw quiet(error);
  return stands;
}

/** DuckDB's error text quotes values of the file; only its kind may reach a log. */
const quiet = (error: unknown): unknown =>
  error instanceof DuckError ? new Error(`DuckDB: ${error.message.split(":")[0]!.slice(0, 60)}`) : error;
