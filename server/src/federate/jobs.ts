import { type Clock, type Database, type JobHandler, thePlatform } from "../platform/index.ts";
import { sweepNonces } from "./store.ts";

// Longer than two processes' clocks may differ: what one has forgotten, no other may still accept.
const margin = 10 * 60_000;

/** Forgets nonces of requests that no process would accept any more. */
export const sweepJob = ({ db, wall }: { db: Database; wall: Clock }): JobHandler => ({
  name: "federate.sweep-nonces",
  cron: "*/5 * * * *",
  work: async () => {
    const until = new Date(wall.now().getTime() - margin);
    while (await db.acting(thePlatform, (tx) => sweepNonces(tx, until)));
  },
});
