import { type Clock, type Database, type JobHandler, thePlatform } from "../platform/index.ts";
import { publishOpenList } from "./open-list.ts";
import type { Organisations } from "./organisations.ts";

/** Every evening the open list as it stands, if it changed, is kept under its day (Art. 28). */
export function catalogJobs(needs: {
  db: Database;
  clock: Clock;
  organisations: Organisations;
}): JobHandler[] {
  return [
    {
      name: "catalog.publish-open-list",
      cron: "30 23 * * *",
      work: async () => {
        await needs.db.acting(thePlatform, (tx) =>
          publishOpenList(tx, needs.organisations, needs.clock.now()),
        );
      },
    },
  ];
}
