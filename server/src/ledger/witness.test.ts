import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Cosigner,
  cosign,
  cosignatureEd25519,
  cosignatureTypes,
  decideCosignature,
  emptyHash,
  keyPairFromSeed,
  openCheckpoint,
  parseAddCheckpoint,
  parseCosignerKey,
  parseReceipt,
  parseVerifierKey,
  sizeContentType,
  verifyReceipt,
} from "@zhanqiao/tlog";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError, makeLog, thePlatform } from "../platform/index.ts";
import { issueEntryProof } from "./prove.ts";
import { runLedger } from "./run-ledger.ts";
import { sequence } from "./sequence.ts";
import { submitLatest, type WitnessNeeds } from "./submit.ts";
import { origin, type TestLedger, tamper, testLedger } from "./testing.ts";
import { readWitnesses, type Witness } from "./witness-list.ts";

const soon = (what: () => unknown) => vi.waitFor(what, { timeout: 8000, interval: 30 });

/** A witness with a memory of its own, behind HTTP; `answer` may answer in its place. */
async function witnessOf(
  name: string,
  l: TestLedger,
  answer?: (request: IncomingMessage, reply: ServerResponse, body: Buffer) => boolean,
) {
  const keys = keyPairFromSeed(name, Buffer.alloc(32, name), cosignatureEd25519);
  const cosigner: Cosigner = parseCosignerKey(keys.signerKey);
  const verifier = parseVerifierKey(keys.verifierKey, cosignatureTypes);
  let latest = { size: 0, root: emptyHash() };
  const asked: number[] = [];
  const server = createServer(async (request, reply) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const read = parseAddCheckpoint(body);
    asked.push(read.oldSize);
    expect([request.method, request.url]).toEqual(["POST", "/w/add-checkpoint"]);
    if (answer?.(request, reply, body)) return;
    const decided = decideCosignature({ keys: [l.needs.key.verifier], latest }, read);
    if (decided.status === 409)
      return void reply.writeHead(409, { "content-type": sizeContentType }).end(`${decided.size}\n`);
    if (decided.status !== 200) return void reply.writeHead(decided.status).end();
    latest = decided.checkpoint;
    reply.writeHead(200).end(cosign(decided.text, cosigner, 1_790_000_000));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/w`;
  const witness: Witness = { name, verifier, url };
  return {
    ...{ witness, asked, vkey: keys.verifierKey },
    remember: (size: number, root: Uint8Array) => {
      latest = { size, root };
    },
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
type TestWitness = Awaited<ReturnType<typeof witnessOf>>;

describe("a log with witnesses", () => {
  let l: TestLedger;
  const witnesses: TestWitness[] = [];
  const add = async (...given: Parameters<typeof witnessOf>) => {
    const made = await witnessOf(...given);
    witnesses.push(made);
    return made;
  };
  const needs = (...of: TestWitness[]): WitnessNeeds => ({
    ...{ db: l.db, files: l.needs.files, clock: l.needs.clock },
    ...{ witnesses: of.map((one) => one.witness), fetch },
  });
  const served = async () => (await l.app.inject({ url: "/checkpoint" })).payload;
  const signedBy = async (...of: TestWitness[]) =>
    openCheckpoint(await served(), {
      ...{ origin, log: l.needs.key.verifier, others: of.map((one) => one.witness.verifier) },
    }).signedBy.map((one) => one.name);
  beforeEach(async () => {
    l = await testLedger();
    await l.append(300);
    await sequence(l.needs);
  });
  afterEach(async () => {
    for (const one of witnesses.splice(0)) await one.close();
    await l.close();
  });

  it("has its checkpoint cosigned, serves it with the cosignatures, and proves acts under it", async () => {
    const [a, b] = [await add("a.example", l), await add("b.example", l)];
    expect(await signedBy(a, b)).toEqual([origin]);
    for (const one of [a, b]) expect(await submitLatest(needs(a, b), one.witness)).toBe(true);
    expect(await signedBy(a, b)).toEqual([origin, "a.example", "b.example"]);
    // Who does not know the witnesses reads the same checkpoint as before.
    expect(await l.verify()).toMatchObject({ ok: true, size: 300 });
    expect(await submitLatest(needs(a, b), a.witness)).toBe(false);

    await l.append(40);
    await sequence(l.needs);
    expect(await signedBy(a, b)).toEqual([origin]);
    expect(await submitLatest(needs(a, b), a.witness)).toBe(true);
    expect(a.asked).toEqual([0, 300]);
    expect(await signedBy(a, b)).toEqual([origin, "a.example"]);

    const ids = await l.db.reading(thePlatform, (tx) =>
      sql<{ act_id: string }>`select act_id from ledger.entry where index in (7, 320) order by index`.execute(
        tx,
      ),
    );
    const proofs = await l.db.reading(thePlatform, (tx) =>
      issueEntryProof(
        tx,
        l.needs.files,
        ids.rows.map((row) => row.act_id),
      ),
    );
    const under = proofs.map((one) => {
      const others = [a, b].map((w) => w.witness.verifier);
      const entry = new TextEncoder().encode(one.entry);
      const { checkpoint } = verifyReceipt(one.proof!, entry, { origin, log: l.needs.key.verifier, others });
      return [checkpoint.size, checkpoint.signedBy.length - 1];
    });
    // The older entry under the checkpoint both signed, the newer under the one a alone has signed so far.
    expect(under).toEqual([
      [300, 2],
      [340, 1],
    ]);
  });

  it("proves from where the witness stands when it says so (409)", async () => {
    const a = await add("a.example", l);
    const { size, root } = openCheckpoint(await served(), { origin, log: l.needs.key.verifier });
    a.remember(size, root);
    await l.append(5);
    await sequence(l.needs);
    expect(await submitLatest(needs(a), a.witness)).toBe(true);
    expect(a.asked).toEqual([0, 300]);
    expect(await signedBy(a)).toEqual([origin, "a.example"]);
  });

  it("says what stands in the way: a rollback and a fork above all", async () => {
    const a = await add("a.example", l);
    const { root } = openCheckpoint(await served(), { origin, log: l.needs.key.verifier });
    a.remember(400, root);
    await expect(submitLatest(needs(a), a.witness)).rejects.toMatchObject({
      text: { zh: "见证已签过 400 条，本日志只有 300 条：日志被回退" },
    });
    a.remember(200, root);
    await expect(submitLatest(needs(a), a.witness)).rejects.toMatchObject({
      text: { zh: expect.stringContaining("日志被改写") },
    });
    expect(await signedBy(a)).toEqual([origin]);
  });

  const wrong: [string, (reply: ServerResponse) => unknown, RegExp][] = [
    ["404", (r) => r.writeHead(404).end(), /不认识本日志/],
    ["403", (r) => r.writeHead(403).end(), /不认本日志的密钥/],
    ["500", (r) => r.writeHead(500).end(), /HTTP 500/],
    ["nonsense", (r) => r.writeHead(200).end("hello\n"), /不合格式/],
    ["nothing", (r) => r.writeHead(200).end(), /不合格式/],
    [
      "a size that is none",
      (r) => r.writeHead(409, { "content-type": sizeContentType }).end("-1\n"),
      /不合格式/,
    ],
    [
      "409 as something else",
      (r) => r.writeHead(409, { "content-type": "text/html" }).end("300\n"),
      /HTTP 409/,
    ],
    ["another page", (r) => r.writeHead(302, { location: "http://127.0.0.1:1/" }).end(), /无法连通/],
    ["a cut line", (r) => r.socket?.destroy(), /无法连通/],
    [
      "a signature by somebody else",
      (r) => {
        const other = parseCosignerKey(
          keyPairFromSeed("x.example", Buffer.alloc(32, 1), cosignatureEd25519).signerKey,
        );
        r.writeHead(200).end(cosign(`${origin}\n1\n${Buffer.alloc(32).toString("base64")}\n`, other, 1));
      },
      /不合格式或签名不符/,
    ],
    [
      "its own signature over another tree",
      (r) => {
        const own = parseCosignerKey(
          keyPairFromSeed("a.example", Buffer.alloc(32, "a.example"), cosignatureEd25519).signerKey,
        );
        r.writeHead(200).end(cosign(`${origin}\n1\n${Buffer.alloc(32).toString("base64")}\n`, own, 1));
      },
      /签名不符/,
    ],
  ];
  for (const [what, answer, words] of wrong)
    it(`takes no cosignature from a witness that answers with ${what}`, async () => {
      const a = await add("a.example", l, (_request, reply) => {
        answer(reply);
        return true;
      });
      await expect(submitLatest(needs(a), a.witness)).rejects.toMatchObject({
        text: { zh: expect.stringMatching(words), en: expect.stringMatching(/witness/) },
      });
      expect(await signedBy(a)).toEqual([origin]);
    });

  it("is held up by no witness that is slow or gone, asks it again, and shows how each stands", async () => {
    const good = await add("good.example", l);
    const slow = await add("slow.example", l, () => true);
    let refusing = true;
    const late = await add("late.example", l, (_request, reply) => {
      if (refusing) reply.writeHead(503).end();
      return refusing;
    });
    const of = [good, slow, late];
    const app = await l.serving(of.map((one) => one.witness));
    const running = runLedger(
      { ...l.needs, ...needs(...of), every: 50, look: 40, longest: 200 },
      makeLog("silent"),
      30,
    );
    try {
      const shown = async () => (await app.inject({ url: "/api/v1/ledger" })).json().witnesses;
      await soon(async () => expect((await shown())[0]).toMatchObject({ name: "good.example", size: 300 }));
      await soon(async () => expect((await shown())[2].trouble?.zh).toBe("见证答复 HTTP 503"));
      const from = performance.now();
      await l.append(1);
      await soon(async () => expect((await l.verify()).size).toBe(301));
      expect(performance.now() - from).toBeLessThan(1000);
      await soon(async () => expect((await shown())[0].size).toBe(301));
      expect((await shown())[1]).toEqual({ name: "slow.example", size: 0, cosignedAt: null, trouble: null });
      await soon(() => expect(late.asked.length).toBeGreaterThan(1));
      refusing = false;
      await soon(async () =>
        expect((await shown())[2]).toEqual({
          ...{ name: "late.example", size: 301, trouble: null },
          cosignedAt: l.needs.clock.now().toISOString(),
        }),
      );
    } finally {
      // Nor is the platform's own end held up by a request that is never answered.
      const ending = performance.now();
      await running.stop();
      expect(performance.now() - ending).toBeLessThan(2000);
      await app.close();
    }
  });

  for (const when of ["answered", "cosigned"])
    it(`asks again where its process was killed once a witness had ${when}, and loses nothing`, async () => {
      const a = await add("a.example", l);
      const child = fork(join(import.meta.dirname, "testing-child.ts"), [
        ...[l.db.url, l.dir, origin, "witness", when, a.vkey, a.witness.url],
      ]);
      const [, signal] = await once(child, "exit");
      expect(signal).toBe("SIGKILL");
      expect(await signedBy(a)).toEqual(when === "cosigned" ? [origin, "a.example"] : [origin]);
      await l.append(3);
      await sequence(l.needs);
      expect(await submitLatest(needs(a), a.witness)).toBe(true);
      // Killed before it was kept, the log believes it stands at 0, and is told where it stands.
      expect(a.asked).toEqual(when === "cosigned" ? [0, 300] : [0, 0, 300]);
      expect(await signedBy(a)).toEqual([origin, "a.example"]);
    });

  it("keeps a handful of cosignatures however long it runs", async () => {
    const [a, b] = [await add("a.example", l), await add("b.example", l)];
    for (let i = 0; i < 6; i++) {
      if (i < 2) await submitLatest(needs(a, b), b.witness);
      await submitLatest(needs(a, b), a.witness);
      await l.append(1);
      await sequence(l.needs);
    }
    const kept = await l.db.reading(thePlatform, (tx) =>
      sql<{
        size: number;
        witness: string;
      }>`select size, witness from ledger.cosignature order by 1, 2`.execute(tx),
    );
    expect(kept.rows).toEqual([
      { size: 301, witness: "a.example" },
      { size: 301, witness: "b.example" },
      { size: 305, witness: "a.example" },
    ]);
    // A witness that is struck off the list no longer stands in the checkpoint.
    await submitLatest(needs(b), b.witness);
    expect(await signedBy(a, b)).toEqual([origin, "b.example"]);
  });

  it("still hands out whole checkpoints and receipts when a kept cosignature belongs to another tree", async () => {
    const a = await add("a.example", l);
    await submitLatest(needs(a), a.witness);
    await tamper(
      l.db,
      `alter table ledger.cosignature no force row level security;
       update ledger.cosignature set checkpoint = replace(checkpoint, '300', '301')`,
    );
    expect(await signedBy(a)).toEqual([origin]);
  });
});

describe("the list of witnesses", () => {
  const dir = mkdtempSync(join(tmpdir(), "witnesses-"));
  const file = join(dir, "list");
  const keyOf = (name: string) =>
    keyPairFromSeed(name, Buffer.alloc(32, name), cosignatureEd25519).verifierKey;
  const read = (text: string) => {
    writeFileSync(file, text);
    return readWitnesses(file);
  };
  afterEach(() => rmSync(file, { force: true }));

  it("is a line each, with notes between", () => {
    const text = `# who watches us\n\n${keyOf("a.example")} https://a.example/w/\n  ${keyOf("b.example")}\thttp://b.example\n`;
    expect(read(text).map(({ name, url }) => [name, url])).toEqual([
      ["a.example", "https://a.example/w"],
      ["b.example", "http://b.example"],
    ]);
  });

  const log = keyPairFromSeed("a.example", Buffer.alloc(32, 1)).verifierKey;
  const bad: [string, string][] = [
    ["a key alone", keyOf("a.example")],
    ["a log's key, which cannot cosign", `${log} https://a.example`],
    ["a broken key", `${keyOf("a.example").slice(0, -4)} https://a.example`],
    ["an address that is none", `${keyOf("a.example")} a.example`],
    ["another scheme", `${keyOf("a.example")} file:///etc/passwd`],
    ["a third word", `${keyOf("a.example")} https://a.example x`],
    ["a witness twice", `${keyOf("a.example")} https://a.example\n${keyOf("a.example")} https://b.example`],
    [
      "too many",
      Array.from({ length: 17 }, (_, i) => `${keyOf(`w${i}.example`)} https://w.example`).join("\n"),
    ],
  ];
  for (const [what, text] of bad)
    it(`refuses ${what}, naming the setting`, () => {
      expect(() => read(text)).toThrow(ConfigError);
      expect(() => read(text)).toThrow(/ZHANQIAO_WITNESSES/);
    });
});

it("a receipt is what it was before there were witnesses where there are none", async () => {
  const l = await testLedger();
  await l.append(1);
  await sequence(l.needs);
  const act = await l.db.reading(thePlatform, (tx) =>
    sql<{ act_id: string }>`select act_id from ledger.entry`.execute(tx),
  );
  const [one] = await l.db.reading(thePlatform, (tx) =>
    issueEntryProof(tx, l.needs.files, [act.rows[0]!.act_id]),
  );
  expect(parseReceipt(one!.proof!).checkpoint).toBe((await l.app.inject({ url: "/checkpoint" })).payload);
  await l.close();
});
