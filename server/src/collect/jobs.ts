import { type JobHandler, thePlatform } from "../platform/index.ts";
import { inspectIntake } from "./intake/inspect-intake.ts";
import { loadIntake } from "./intake/load-intake.ts";
import type { StepData } from "./intake/run-step.ts";
import type { CollectNeeds } from "./needs.ts";
import { freeStale } from "./store.ts";

/** Hours a load of the largest files may take. */
const expires = 4 * 3600;

/** The work behind intake: inspect, load, and pick up what a process left when it died. */
export function collectJobs(needs: CollectNeeds): JobHandler[] {
  return [
    { name: "collect.inspect", expires, work: (data) => inspectIntake(needs, data as StepData) },
    { name: "collect.load", expires, work: (data) => loadIntake(needs, data as StepData) },
    { name: "collect.resume", cron: "* * * * *", retries: 0, work: () => resumeIntakes(needs) },
  ];
}

/** Asks again for work that was begun and that nobody is at any more: its process was killed. */
export function resumeIntakes(needs: CollectNeeds): Promise<void> {
  return needs.db.acting(thePlatform, async (tx) => {
    for (const { id, run, state } of await freeStale(tx))
      await needs.jobs.enqueue(tx, state === "loading" ? "collect.load" : "collect.inspect", {
        intake: id,
        run,
      });
  });
}
