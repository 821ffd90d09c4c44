import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCheckpoint, thresholdPolicy } from "@zhanqiao/tlog";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type App, makeLog, openOutgoing } from "../platform/index.ts";
import { checkpointKey } from "./log-files.ts";
import { runLedger } from "./run-ledger.ts";
import { sequence } from "./sequence.ts";
import { withSm2 } from "./signing-key.ts";
import { submitLatest } from "./submit.ts";
import { origin, type TestLedger, tamper, testLedger } from "./testing.ts";
import { readWitnesses, type Witness } from "./witness-list.ts";

const command = fileURLToPath(new URL("../../../packages/witness/bin/tlog-witness.mjs", import.meta.url));
const soon = (what: () => unknown) => vi.waitFor(what, { timeout: 8000, interval: 30 });

describe("the log and a witness that runs as its own process", () => {
  let l: TestLedger;
  let app: App;
  let witness: Witness;
  let running: ChildProcess;
  const outgoing = openOutgoing({ allow: ["127.0.0.1"] });
  const needs = () => ({
    ...{ ...l.needs, key: withSm2(l.needs.key, join(l.dir, "sm2")) },
    ...{ witnesses: [witness], fetch: outgoing, every: 50, look: 50, longest: 200 },
  });

  /** Starts the witness; gives its verifier keys and its address. */
  const start = async (listen: string): Promise<{ keys: string[]; url: string }> => {
    running = spawn(
      process.execPath,
      [
        ...[command, "--name", "witness.example/w1", "--logs", join(l.dir, "logs.txt")],
        ...["--folder", join(l.dir, "witness"), "--listen", listen],
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    running.stdout!.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    await soon(() => expect(said).toMatch(/listening \S+\n/));
    const lines = said.trim().split("\n");
    return { keys: lines.slice(0, -1), url: lines.at(-1)!.slice("listening ".length) };
  };
  const kill = async () => {
    running.kill("SIGKILL");
    await once(running, "exit");
  };
  const shown = async () => (await app.inject({ url: "/api/v1/ledger" })).json().witnesses[0];
  const served = async () => (await app.inject({ url: "/checkpoint" })).payload;
  const witnessed = async (vkey: string) =>
    openCheckpoint(await served(), {
      ...{ origin, log: l.needs.key.verifier, policy: thresholdPolicy({ witnesses: [vkey] }, 1) },
    });

  let vkey: string;
  beforeAll(async () => {
    l = await testLedger();
    await l.append(300);
    writeFileSync(join(l.dir, "logs.txt"), `${l.needs.key.verifierKey}\n`);
    const { keys, url } = await start("127.0.0.1:0");
    vkey = keys[0]!;
    writeFileSync(join(l.dir, "witnesses"), `${vkey} ${url}\n`);
    witness = readWitnesses(join(l.dir, "witnesses"))[0]!;
    app = await l.serving([witness]);
  });
  afterAll(async () => {
    await kill();
    await outgoing.close();
    await app.close();
    await l.close();
  });

  it("has it cosign, goes on without it while it is dead, and has it cosign again when it is back", async () => {
    const ledger = runLedger(needs(), makeLog("silent"), 40);
    try {
      await soon(async () => expect(await shown()).toMatchObject({ size: 300, trouble: null }));
      const first = await witnessed(vkey);
      expect(first.size).toBe(300);
      expect(first.cosignatures.map((one) => one.by.name)).toEqual(["witness.example/w1"]);

      await kill();
      const from = performance.now();
      await l.append(1);
      await soon(async () => expect((await l.verify()).size).toBe(301));
      expect(performance.now() - from).toBeLessThan(1000);
      await soon(async () => expect((await shown()).trouble.zh).toBe("见证无法连通"));
      await expect(witnessed(vkey)).rejects.toThrow("checkpoint.quorum");

      await start(new URL(witness.url).host);
      await soon(async () => expect(await shown()).toMatchObject({ size: 301, trouble: null }));
      expect((await witnessed(vkey)).size).toBe(301);
    } finally {
      await ledger.stop();
    }
  });

  it("finds no witness for another history of the same length, nor for one put back", async () => {
    expect((await served()).split("\n")[1]).toBe("301");
    // As somebody with database, files and key: entry 300 is made another, and signed again.
    await tamper(
      l.db,
      `update ledger.entry set bytes = convert_to(replace(convert_from(bytes, 'utf8'), 'letter.file', 'letter.fine'), 'utf8')
         where index = 300;
       update ledger.head set published = 0, checkpoint = null`,
    );
    rmSync(l.needs.files.path(checkpointKey));
    await sequence(needs());
    expect((await served()).split("\n")[1]).toBe("301");
    await expect(submitLatest(needs(), witness)).rejects.toMatchObject({
      text: { zh: expect.stringContaining("日志被改写") },
    });
    await expect(witnessed(vkey)).rejects.toThrow("checkpoint.quorum");

    await tamper(
      l.db,
      `delete from ledger.content where n = (select n from ledger.entry where index = 300);
       delete from ledger.entry where index = 300;
       update ledger.head set size = 300, published = 0, checkpoint = null`,
    );
    rmSync(l.needs.files.path(checkpointKey));
    await sequence(needs());
    await expect(submitLatest(needs(), witness)).rejects.toMatchObject({
      text: { zh: "见证已签过 301 条，本日志只有 300 条：日志被回退" },
    });
  });
});
