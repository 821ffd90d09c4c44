import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { sm2NoteSignature } from "@zhanqiao/sm";
import { ed25519, openCheckpoint, parseNote, parseVerifierKey } from "@zhanqiao/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sequence } from "./sequence.ts";
import { withSm2 } from "./signing-key.ts";
import { origin, type TestLedger, testLedger } from "./testing.ts";

describe("a checkpoint with a second line in SM2", () => {
  let l: TestLedger;
  let vkey: string;
  beforeAll(async () => {
    l = await testLedger();
    const key = withSm2(l.needs.key, join(l.dir, "secrets", "ledger-sm2-key"));
    vkey = key.second!.verifierKey;
    await l.append(5);
    await sequence({ ...l.needs, key });
  });
  afterAll(() => l.close());
  const served = async () => (await l.app.inject({ url: "/checkpoint" })).payload;
  const sm2 = () => parseVerifierKey(vkey, [ed25519, sm2NoteSignature]);

  it("is verified by who knows only Ed25519, as if the line were not there", async () => {
    expect(await l.verify()).toMatchObject({ ok: true, size: 5 });
    const { signatures } = parseNote(await served());
    expect(signatures.map((line) => line.name)).toEqual([origin, origin]);
    expect(() => parseVerifierKey(vkey)).toThrow();
  });

  it("is verified in SM2 by who knows the second key, and refused when that line is wrong", async () => {
    const trust = { origin, log: l.needs.key.verifier, others: [sm2()] };
    expect(openCheckpoint(await served(), trust).signedBy.map((one) => one.keyId)).toEqual([
      ...[l.needs.key.verifier.keyId, sm2().keyId],
    ]);
    const [first, second] = (await served()).trimEnd().split("\n").slice(-2);
    expect(openCheckpoint(await served(), { origin, log: sm2() }).size).toBe(5);
    const bytes = Buffer.from(second!.split(" ").at(-1)!, "base64");
    bytes[20]! ^= 1;
    const broken = (await served()).replace(second!.split(" ").at(-1)!, bytes.toString("base64"));
    expect(() => openCheckpoint(broken, trust)).toThrow();
    expect(openCheckpoint(broken, { origin, log: l.needs.key.verifier }).size).toBe(5);
    expect(first).toContain(origin);
  });

  it("has its key in a file that only its owner reads, made once", () => {
    const file = join(l.dir, "secrets", "ledger-sm2-key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(withSm2(l.needs.key, file).second!.verifierKey).toBe(vkey);
    rmSync(file);
    expect(withSm2(l.needs.key, file).second!.verifierKey).not.toBe(vkey);
  });

  it("goes on under a log that had only one line before, and without it again", async () => {
    const before = await served();
    await l.append(1);
    await sequence(l.needs);
    expect(parseNote(await served()).signatures).toHaveLength(1);
    expect(await l.verify(before)).toMatchObject({ ok: true, size: 6 });
  });
});
