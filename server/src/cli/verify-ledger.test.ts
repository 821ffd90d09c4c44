import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  cosign,
  cosignatureEd25519,
  cosignatureTypes,
  formatPolicy,
  keyPairFromSeed,
  parseCosignerKey,
  parseNote,
  parseVerifierKey,
  thresholdPolicy,
} from "@zhanqiao/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sequence, withSm2 } from "../ledger/index.ts";
import { keepCosignature, type TestLedger, testLedger } from "../ledger/testing.ts";
import { thePlatform } from "../platform/index.ts";

const command = join(import.meta.dirname, "main.ts");

/** The command as an outsider runs it. */
const run = (argv: string[]) =>
  new Promise<{ code: number | null; out: string; err: string }>((done) => {
    const child = spawn(process.execPath, [command, "ledger", "verify", ...argv]);
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.once("close", (code) => done({ code, out, err }));
  });

describe("the command zhanqiao ledger verify", () => {
  let l: TestLedger;
  let base: string;
  let sm2: string;
  const keys = keyPairFromSeed("w.example", Buffer.alloc(32, 7), cosignatureEd25519);
  beforeAll(async () => {
    l = await testLedger();
    const key = withSm2(l.needs.key, join(l.dir, "sm2"));
    sm2 = key.second!.verifierKey;
    await l.append(270);
    await sequence({ ...l.needs, key });
    base = await l.app.listen({ host: "127.0.0.1", port: 0 });
  });
  afterAll(() => l.close());

  it("takes the log's key, the key of its second line, or the instance's own word", async () => {
    for (const argv of [[], ["--key", l.needs.key.verifierKey], ["--key", sm2]]) {
      const { code, out } = await run([base, ...argv]);
      expect([code, out.includes("everything agrees"), out.includes("270/270")]).toEqual([0, true, true]);
    }
    const other = keyPairFromSeed("log.example/test", Buffer.alloc(32, 9)).verifierKey;
    expect((await run([base, "--key", other])).code).toBe(1);
  });

  it("asks for the cosignatures a policy names", async () => {
    const policy = join(l.dir, "policy");
    writeFileSync(policy, formatPolicy(thresholdPolicy({ witnesses: [keys.verifierKey] }, 1)));
    const without = await run([base, "--policy", policy]);
    expect(without.code).toBe(1);
    expect(without.out).toContain("✗");
    const checkpoint = (await l.app.inject({ url: "/checkpoint" })).payload;
    const line = cosign(parseNote(checkpoint).text, parseCosignerKey(keys.signerKey), 1_790_000_000);
    const { name } = parseVerifierKey(keys.verifierKey, cosignatureTypes);
    await l.db.acting(thePlatform, (tx) =>
      keepCosignature(tx, {
        ...{ size: 270, witness: name, url: "https://w.example", checkpoint, line, of: [name] },
        at: l.needs.clock.now(),
      }),
    );
    const cosigned = await run([base, "--policy", policy]);
    expect([cosigned.code, cosigned.out.includes("everything agrees")]).toEqual([0, true]);
  });

  it("says how it is used where it is used wrongly", async () => {
    for (const argv of [[], ["not-an-address"], ["file:///etc/passwd"]])
      expect(await run(argv)).toMatchObject({ code: 2, out: "" });
  });
});
