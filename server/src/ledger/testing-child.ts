/**
 * A process of its own that moves a log until it has nothing to do, and is killed on the way:
 * `node testing-child.ts URL DIR ORIGIN step NAME` at a step, `… write N` before its n-th file is renamed in place,
 * `… never` at none; `… lead` only leads until it is killed, `… run` keeps the log moving until then and tells
 * when it leads; `… witness answered|cosigned VKEY URL`
 * has the checkpoint cosigned and dies when it is answered or when that is kept. Says `done` to its parent when it lives to the end.
 */
import { join } from "node:path";
import { cosignatureTypes, parseVerifierKey } from "@zhanqiao/tlog";
import {
  type Files,
  makeLog,
  type OutgoingFetch,
  openDatabase,
  openFiles,
  systemClock,
} from "../platform/index.ts";
import { standForLeader } from "./leader.ts";
import { runLedger } from "./run-ledger.ts";
import { sequence } from "./sequence.ts";
import { openSigningKey } from "./signing-key.ts";
import { submitLatest } from "./submit.ts";

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
if (when === "run")
  await new Promise(() => {
    const running = runLedger({ ...needs, witnesses: [], fetch, every: 100 }, makeLog("silent"), 20);
    let led = false;
    setInterval(() => {
      if (running.leads() === led) return;
      led = !led;
      process.send?.(led ? "leads" : "follows");
    }, 20);
  });
if (when === "witness") {
  const [vkey, witnessUrl] = process.argv.slice(7) as [string, string];
  const verifier = parseVerifierKey(vkey, cosignatureTypes);
  const witness = { name: verifier.name, verifier, url: witnessUrl };
  const asking: OutgoingFetch = async (...given) => {
    const answer = await fetch(...given);
    if (what === "answered") die();
    return answer;
  };
  await submitLatest({ ...needs, witnesses: [witness], fetch: asking }, witness);
  die();
}
while ((await sequence(needs)) > 0);
process.send?.("done");
await db.close();
process.disconnect?.();
