/**
 * A process of its own that moves a log until it has nothing to do, and is killed on the way:
 * `node testing-child.ts URL DIR ORIGIN step NAME` at a step, `… write N` before its n-th file is renamed in place,
 * `… never` at none; `… lead` only leads until it is killed. Says `done` to its parent when it lives to the end.
 */
import { join } from "node:path";
import { type Files, makeLog, openDatabase, openFiles, systemClock } from "../platform/index.ts";
import { standForLeader } from "./leader.ts";
import { sequence } from "./sequence.ts";
import { openSigningKey } from "./signing-key.ts";

const [url, dir, origin, when, what] = process.argv.slice(2) as [string, string, string, string, string];
const die = () => process.kill(process.pid, "SIGKILL");
const db = await openDatabase(url, 4);
const store = openFiles(dir);
let written = 0;
const files: Files = {
  ...store,
  write: async (key, bytes) => {
    if (when === "write" && ++written === Number(what)) die();
    await store.write(key, bytes);
  },
};
const needs = {
  db,
  files,
  clock: systemClock,
  key: openSigningKey(join(dir, "key"), origin),
  origin,
  reached: (step: string) => {
    if (when === "step" && step === what) die();
  },
};
if (when === "lead")
  await new Promise(() =>
    standForLeader({ db, log: makeLog("silent") }, async (term) => {
      process.send?.("leads");
      await new Promise((done) => term.over.addEventListener("abort", done));
    }),
  );
while ((await sequence(needs)) > 0);
process.send?.("done");
await db.close();
process.disconnect?.();
