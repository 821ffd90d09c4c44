/** A process of its own that runs one load, to be killed by a test: `node testing-child.ts URL DIR INTAKE RUN`. */
import { cityAuthority, dataAuthorityOf, organisationsByUscc } from "../parties/index.ts";
import { openDatabase, openFiles, systemClock } from "../platform/index.ts";
import { loadIntake } from "./intake/load-intake.ts";

const [url, dir, intake, run] = process.argv.slice(2) as [string, string, string, string];
const db = await openDatabase(url, 4);
await loadIntake(
  {
    db,
    files: openFiles(dir),
    clock: systemClock,
    jobs: { enqueue: async () => undefined },
    organisations: { organisationsByUscc, cityAuthority, dataAuthorityOf },
    append: async () => undefined,
    check: async () => ({ score: null, dimensions: {}, rules: [] }),
    uploadLimit: 1,
  },
  { intake, run: Number(run) },
);
await db.close();
