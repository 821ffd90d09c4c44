import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Client,
  discard,
  installedServer,
  killPostgres,
  newDataDir,
  postmasterOf,
  type Running,
  runCommand,
  settingsFor,
  startPlatform,
} from "../running.ts";
import { act, entryContents, publishedEntry, receiptsOf, settledIntake, verifyOffline } from "./acts.ts";
import { bridgeItems, bridgesCsv } from "./files.ts";
import { seedingTime } from "./shared-city.ts";

/** What the platform said it did, it has done: kill -9 at any moment loses nothing that was acknowledged. */
describe("kill -9", () => {
  const dataDir = newDataDir();
  let running!: Running;
  let entry: string;
  let seeded: { datasets: number; organisations: number };
  /** Every answer that promised something, in order. */
  const acknowledged = {
    cases: new Map<string, { version: number; state: string }>(),
    corrections: [] as { number: string; secret: string }[],
    pieces: new Map<string, number>(),
    published: [] as { version: number; rows: number }[],
  };
  let kills = 0;

  beforeAll(async () => {
    running = await startPlatform(dataDir);
    const [officer, reviewer] = await staff();
    const made = await publishedEntry(officer, reviewer, entryContents("断电演练桥梁", bridgeItems));
    entry = made.subject;
    seeded = await countSeeded();
  }, seedingTime);
  afterAll(async () => {
    await (running as Running | undefined)?.stop();
    await discard(dataDir);
  });

  const staff = () =>
    Promise.all([
      new Client(running.address).signIn("jiaotong"),
      new Client(running.address).signIn("shuju-shenhe"),
    ]);

  async function countSeeded() {
    const nobody = new Client(running.address);
    return {
      datasets: (await nobody.get("/datasets?limit=1")).body.total as number,
      organisations: (await nobody.get("/organisations?limit=1")).body.total as number,
    };
  }

  /** Works as fast as it is answered, noting each promise, until the connection breaks. */
  async function workUntilItBreaks(): Promise<void> {
    const until = (work: (turn: number) => Promise<void>) => async () => {
      for (let turn = 0; ; turn++) {
        try {
          await work(turn);
        } catch (broken) {
          if (broken instanceof TypeError) return;
          throw broken;
        }
      }
    };
    const [officer, reviewer] = await staff();
    const nobody = new Client(running.address);
    const note = (answer: { status: number; body: { id: string; version: number; state: string } }) => {
      if (answer.status === 200)
        acknowledged.cases.set(answer.body.id, { version: answer.body.version, state: answer.body.state });
    };
    const catalogue = until(async (turn) => {
      const drafted = await officer.send("POST", "/cases", {
        procedure: "catalog-entry",
        contents: entryContents(`断电第${kills}次之${turn}`, bridgeItems),
      });
      if (drafted.status !== 201) throw new Error(JSON.stringify(drafted.body));
      note({ status: 200, body: drafted.body.case });
      const { id, version } = drafted.body.case;
      note(await act(officer, id, "submit", {}, version));
      note(
        await act(
          reviewer,
          id,
          turn % 2 ? "approve" : "return",
          turn % 2 ? {} : { reason: "请补充" },
          version + 1,
        ),
      );
    });
    const report = until(async (turn) => {
      const filed = await nobody.send("POST", "/cases", {
        procedure: "correction",
        subject: entry,
        contents: { to: turn % 2 ? "agency" : "authority", found: `第${kills}-${turn}处不一致` },
      });
      if (filed.status === 201) acknowledged.corrections.push(filed.body.followUp);
      else if (filed.status === 429) await pause(50);
      else throw new Error(JSON.stringify(filed.body));
    });
    const upload = until(async () => {
      const file = bridgesCsv(400);
      const begun = await officer.send("POST", "/intakes", { entry, name: "断电.csv", bytes: file.length });
      if (begun.status !== 201) throw new Error(JSON.stringify(begun.body));
      const { id } = begun.body;
      acknowledged.pieces.set(id, 0);
      const step = Math.ceil(file.length / 6);
      for (let at = 0; at < file.length; at += step) {
        const sent = await officer.send("PATCH", `/intakes/${id}/content`, file.subarray(at, at + step), {
          "content-type": "application/offset+octet-stream",
          "upload-offset": String(at),
        });
        if (sent.status !== 204) throw new Error(JSON.stringify(sent.body));
        acknowledged.pieces.set(id, Number(sent.headers.get("upload-offset")));
      }
      await finish(officer, id);
    });
    await Promise.all([catalogue(), report(), upload()]);
  }

  async function finish(officer: Client, id: string): Promise<void> {
    const inspected = await settledIntake(officer, id);
    if (inspected.state === "inspected") {
      const mapping = inspected.mapping.map((m: { from: number; to: string }) => ({
        from: m.from,
        to: m.to,
      }));
      await officer.send("POST", `/intakes/${id}/load`, { mapping });
    }
    const checked = await settledIntake(officer, id);
    if (checked.state !== "checked") throw new Error(`${checked.state} ${JSON.stringify(checked.refusal)}`);
    const published = await officer.send("POST", `/intakes/${id}/publish`, {});
    if (published.status === 200) acknowledged.published.push(published.body);
  }

  /** Everything promised so far is there, once, and proven. */
  async function everythingIsThere(): Promise<void> {
    const [officer] = await staff();
    const nobody = new Client(running.address);
    for (const [id, promised] of acknowledged.cases) {
      const { status, body } = await officer.get(`/cases/${id}`);
      expect(status).toBe(200);
      // The act after the last acknowledged one may have been done and its answer lost, never the reverse.
      expect(body.version).toBeGreaterThanOrEqual(promised.version);
      expect(body.version).toBeLessThanOrEqual(promised.version + 1);
      expect(body.history.map((h: { version: number }) => h.version)).toEqual(
        Array.from({ length: body.history.length }, (_, i) => body.history[0].version + i),
      );
      expect(body.history.at(-1).version).toBe(body.version);
    }
    for (const receipt of acknowledged.corrections) {
      const followed = await nobody.send("POST", "/follow-up", receipt);
      expect(followed.status).toBe(200);
      expect(followed.body.number).toBe(receipt.number);
    }
    expect(new Set(acknowledged.corrections.map((c) => c.number)).size).toBe(acknowledged.corrections.length);
    for (const [id, offset] of acknowledged.pieces) {
      const { status, body } = await officer.get(`/intakes/${id}`);
      expect(status).toBe(200);
      expect(body.received).toBeGreaterThanOrEqual(offset);
    }
    const versions = acknowledged.published.map((p) => p.version);
    expect(new Set(versions).size).toBe(versions.length);
    for (const { version, rows } of acknowledged.published) {
      const page = await nobody.get(`/datasets/${entry}/rows?version=${version}&count=true&limit=1`);
      expect(page.body).toMatchObject({ version, total: rows });
    }
    const log = (await nobody.get("/ledger")).body;
    for (const id of [...acknowledged.cases.keys()].slice(-10)) {
      const receipts = await receiptsOf(officer, id);
      const { body } = await officer.get(`/cases/${id}`);
      expect(verifyOffline(receipts, log)).toEqual(body.history.map((h: { action: string }) => h.action));
    }
    const verified = await runCommand(["ledger", "verify", running.address, "--key", log.key]);
    expect(verified.out).toContain("everything agrees");
    // And from inside: every act, period and version that stands in the database is in the log, and the other way.
    const checked = await runCommand(["ledger", "fsck"], await settingsFor(dataDir));
    expect(checked.out).toContain("everything agrees");
    expect(await countOrganisations()).toBe(seeded.organisations);
  }

  const countOrganisations = async () =>
    (await new Client(running.address).get("/organisations?limit=1")).body.total;

  async function killWhileWorking(after: number, kill: () => Promise<void>): Promise<void> {
    const before = acknowledged.cases.size + acknowledged.corrections.length;
    const work = workUntilItBreaks();
    await Promise.race([pause(after), work]);
    kills += 1;
    await kill();
    await work;
    expect(acknowledged.cases.size + acknowledged.corrections.length).toBeGreaterThan(before);
  }

  for (const [round, after] of [randomMoment(), randomMoment()].entries())
    it(`of Node while clients act and upload loses nothing acknowledged, round ${round + 1}`, async () => {
      const postmaster = postmasterOf(dataDir);
      await killWhileWorking(after, () => running.kill());
      running = await startPlatform(dataDir);
      // The embedded PostgreSQL was left running and is adopted, not started beside.
      if (!installedServer) expect(postmasterOf(dataDir)).toBe(postmaster);
      await everythingIsThere();
    });

  it("an upload that broke off goes on at the byte the platform names, to the published version", async () => {
    const [officer] = await staff();
    const file = bridgesCsv(300);
    const begun = await officer.send("POST", "/intakes", { entry, name: "续传.csv", bytes: file.length });
    const half = file.length >> 1;
    await officer.send("PATCH", `/intakes/${begun.body.id}/content`, file.subarray(0, half), {
      "content-type": "application/offset+octet-stream",
      "upload-offset": "0",
    });
    await running.kill();
    running = await startPlatform(dataDir);
    const [after] = await staff();
    const at = Number(
      (await after.send("HEAD", `/intakes/${begun.body.id}/content`)).headers.get("upload-offset"),
    );
    expect(at).toBe(half);
    const sent = await after.send("PATCH", `/intakes/${begun.body.id}/content`, file.subarray(at), {
      "content-type": "application/offset+octet-stream",
      "upload-offset": String(at),
    });
    expect(sent.status).toBe(204);
    const before = acknowledged.published.length;
    await finish(after, begun.body.id);
    expect(acknowledged.published.slice(before)).toMatchObject([{ rows: 300 }]);
  });

  it.skipIf(installedServer)(
    "of Node and the embedded PostgreSQL together loses nothing acknowledged either (embedded only)",
    async () => {
      const postmaster = postmasterOf(dataDir);
      await killWhileWorking(randomMoment(), async () => {
        const children = childrenOf(postmaster!);
        killPostgres(dataDir);
        for (const pid of children) killQuietly(pid);
        await running.kill();
      });
      running = await startPlatform(dataDir);
      expect(postmasterOf(dataDir)).not.toBe(postmaster);
      await everythingIsThere();
    },
  );

  it("an orderly stop and a new start keep everything and seed nothing a second time", async () => {
    await running.stop();
    if (!installedServer) expect(postmasterOf(dataDir)).toBeUndefined();
    running = await startPlatform(dataDir);
    await everythingIsThere();
    const published = [...acknowledged.cases.values()].filter((c) => c.state === "published").length;
    const { datasets, organisations } = await countSeeded();
    expect(organisations).toBe(seeded.organisations);
    expect(datasets).toBeGreaterThanOrEqual(seeded.datasets + published);
    // At most one approval per kill was done without its answer arriving.
    expect(datasets).toBeLessThanOrEqual(seeded.datasets + published + kills);
  });
});

function randomMoment(): number {
  return 300 + Math.random() * 1500;
}

function childrenOf(parent: number): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended with its postmaster.
  }
}
