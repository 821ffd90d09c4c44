import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOf } from "../../src/parties/factor/testing.ts";
import { startIdentityProvider } from "../../src/parties/oidc/testing.ts";
import { makeCreditCode } from "../../src/platform/identifiers/index.ts";
import { systemClock } from "../../src/platform/index.ts";
import {
  Client,
  discard,
  freePort,
  newDataDir,
  postmasterOf,
  type Running,
  runCommand,
  settingsFor,
  startPlatform,
} from "../running.ts";
import { bridgesCsv } from "./files.ts";

const dirs: string[] = [];
const newDir = () => {
  const dir = newDataDir();
  dirs.push(dir);
  return dir;
};
afterAll(async () => {
  for (const dir of dirs) await discard(dir);
});

describe("deadline", () => {
  it("one working day from 2026-09-30 ends on 2026-10-08, past the National Day holiday", async () => {
    const { out, code } = await runCommand(["deadline", "--from", "2026-09-30", "--days", "1"]);
    expect(code).toBe(0);
    expect(out).toContain("2026-10-08");
  });

  it("--json says the same for machines", async () => {
    const { out } = await runCommand(["deadline", "--from", "2026-09-30", "--days", "1", "--json"]);
    expect(JSON.stringify(JSON.parse(out))).toContain("2026-10-08");
  });

  it("a day that is none is refused in words, and the exit code says wrong words", async () => {
    const { err, code } = await runCommand(["deadline", "--from", "2026-02-30", "--days", "5"]);
    expect(code).toBe(2);
    expect(err).not.toMatch(/\n\s+at /);
    expect(err.length).toBeGreaterThan(10);
  });
});

describe("inspect", () => {
  it("says what a good file is: encoding, columns, rows", async () => {
    const path = join(newDir(), "桥梁.csv");
    writeFileSync(path, bridgesCsv(40));
    const { out, code } = await runCommand(["inspect", path, "--json"]);
    expect(code).toBe(0);
    const seen = JSON.parse(out);
    expect(seen).toMatchObject({ ok: true, container: "csv", encoding: { name: "gb18030" } });
    expect(seen.columns).toHaveLength(6);
    const words = await runCommand(["inspect", path]);
    expect(words.out).toMatch(/gb18030/i);
  });

  it("says why a file is refused, and fails", async () => {
    const path = join(newDir(), "表.csv");
    writeFileSync(path, "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n");
    const { out, err, code } = await runCommand(["inspect", path]);
    expect(code).toBe(1);
    expect(out + err).toMatch(/PDF/);
    expect(out + err).not.toMatch(/\n\s+at /);
  });

  it("a file that is not there is said to be missing, without a stack trace", async () => {
    const { out, err, code } = await runCommand(["inspect", "/nowhere/at-all.csv"]);
    expect(code).not.toBe(0);
    expect(out + err).toContain("at-all.csv");
    expect(out + err).not.toMatch(/\n\s+at /);
  });
});

describe("words the command does not know", () => {
  it("an unknown command exits 2 and shows what there is", async () => {
    const { err, code } = await runCommand(["fly"]);
    expect(code).toBe(2);
    expect(err).toContain("fly");
    expect(err).toContain("zhanqiao doctor");
  });

  it("nothing at all exits 2, help exits 0", async () => {
    expect((await runCommand([])).code).toBe(2);
    expect((await runCommand(["--help"])).code).toBe(0);
  });

  it("an option init does not have exits 2 with its usage, or says which option it was", async () => {
    const { err, code } = await runCommand(["init", "--colour", "red"]);
    expect(code).toBe(2);
    expect(err).toMatch(/colour|usage/);
  });
});

describe("doctor", () => {
  let taken: Server;
  let takenPort: number;
  beforeAll(async () => {
    taken = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => taken.once("listening", done));
    takenPort = (taken.address() as { port: number }).port;
  });
  afterAll(() => void taken.close());

  it("says that the database cannot be reached and that the port is taken, and exits 1", async () => {
    const { out, code } = await runCommand(["doctor"], {
      ZHANQIAO_DATA_DIR: newDir(),
      ZHANQIAO_DATABASE_URL: `postgres://nobody:nothing@127.0.0.1:${await freePort()}/none`,
      PORT: String(takenPort),
    });
    expect(code).toBe(1);
    expect(out).toContain("数据库连不上");
    expect(out).toContain(`端口 ${takenPort} 已被占用`);
    expect(out).not.toContain("nothing");
    expect(out).not.toMatch(/\n\s+at /);
  });

  it("says that the data folder cannot be written", async () => {
    const file = join(newDir(), "a-file");
    writeFileSync(file, "");
    const settings = await settingsFor(newDir());
    const { out, code } = await runCommand(["doctor"], {
      ...settings,
      ZHANQIAO_DATABASE_URL: settings.ZHANQIAO_DATABASE_URL ?? "postgres://nobody@127.0.0.1:9/none",
      ZHANQIAO_DATA_DIR: join(file, "data"),
      PORT: "0",
    });
    expect(code).toBe(1);
    expect(out).toContain("数据文件夹不可写");
    expect(out).not.toMatch(/\n\s+at /);
  });

  it("names the setting that is wrong", async () => {
    const { out, code } = await runCommand(["doctor"], { ZHANQIAO_DATABASE_URL: "mysql://x", PORT: "many" });
    expect(code).toBe(1);
    expect(out).toContain("ZHANQIAO_DATABASE_URL");
    expect(out).toContain("PORT");
  });

  it("says whether the identity provider can be reached, and what stands in the way", async () => {
    const idp = await startIdentityProvider();
    const dir = newDir();
    const secret = join(dir, "client-secret");
    writeFileSync(secret, idp.clientSecret);
    const { issuer, clientId } = idp.config(secret);
    const settings = {
      ...(await settingsFor(dir)),
      PORT: "0",
      ZHANQIAO_PUBLIC_URL: "https://data.example.cn",
      ZHANQIAO_OIDC_ISSUER: issuer,
      ZHANQIAO_OIDC_CLIENT_ID: clientId,
      ZHANQIAO_OIDC_CLIENT_SECRET_FILE: secret,
    };
    const allowed = { ...settings, ZHANQIAO_OUTGOING_ALLOW: `127.0.0.1:${idp.port}` };
    expect((await runCommand(["doctor"], allowed)).out).toContain("✓ 统一身份认证可达");
    const refused = await runCommand(["doctor"], settings);
    expect(refused.out).toContain("✗ 统一身份认证不可达");
    expect(refused.out).toContain("ZHANQIAO_OUTGOING_ALLOW");
    await idp.close();
    const away = await runCommand(["doctor"], allowed);
    expect([away.code, away.out]).toEqual([1, expect.stringContaining("✗ 统一身份认证不可达")]);
    expect(away.out).not.toContain(idp.clientSecret);
    expect(away.out).not.toMatch(/\n\s+at /);
  }, 60_000);

  it("finds nothing wrong with a deployment that is well", async () => {
    const { out, code } = await runCommand(["doctor"], { ...(await settingsFor(newDir())), PORT: "0" });
    expect(out).not.toContain("✗");
    expect(code).toBe(0);
  });
});

describe("start with settings that contradict each other", () => {
  it("a set clock is refused outside a demonstration, in words", async () => {
    const { err, code } = await runCommand(["start"], {
      ZHANQIAO_DATA_DIR: newDir(),
      ZHANQIAO_DEMO: "off",
      ZHANQIAO_CLOCK: "2026-10-01T00:00:00Z",
    });
    expect(code).toBe(1);
    expect(err).toContain("ZHANQIAO_CLOCK");
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("a port that is taken is said so, and nothing is left running", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => taken.once("listening", done));
    const dir = newDir();
    const port = String((taken.address() as { port: number }).port);
    const { err, code } = await runCommand(["start"], {
      ...(await settingsFor(dir)),
      ZHANQIAO_DEMO: "off",
      PORT: port,
    });
    taken.close();
    expect(code).toBe(1);
    expect(err).toContain(port);
    expect(postmasterOf(dir)).toBeUndefined();
  });

  it("a rule pack that does not exist is refused by name", async () => {
    const { err, code } = await runCommand(["start"], {
      ...(await settingsFor(newDir())),
      ZHANQIAO_PACKS: "atlantis-1",
    });
    expect(code).toBe(1);
    expect(err).toContain("atlantis-1");
  });
});

describe("init", () => {
  let dir: string;
  let settings: Record<string, string>;
  let running: Running | undefined;
  let first: string;
  const uscc = makeCreditCode({ kind: "11", division: "370200", body: "MAYY00001" });
  const words = ["init", "--org", "试点市大数据局", "--uscc", uscc, "--login", "guanli"];

  beforeAll(async () => {
    dir = newDir();
    settings = await settingsFor(dir);
  });
  afterAll(async () => {
    await running?.stop();
  });

  it("refuses a credit code that is not one, and leaves the instance empty", async () => {
    const { err, code } = await runCommand(
      ["init", "--org", "试点市大数据局", "--uscc", "11370200MB285300X1", "--login", "guanli"],
      settings,
    );
    expect(code).toBe(1);
    expect(err).toMatch(/信用代码/);
  });

  it("makes an empty production instance and prints its administrator's first password once", async () => {
    const { out, err, code } = await runCommand(words, settings);
    expect(code, err).toBe(0);
    first = /first password: (\S+)/.exec(out)![1]!;
    expect(first.length).toBeGreaterThanOrEqual(12);
  });

  it("refuses to run a second time", async () => {
    const { err, code } = await runCommand(words, settings);
    expect(code).toBe(1);
    expect(err).toContain("不能重复初始化");
  });

  it("starts without a demonstration, and without demonstration accounts", async () => {
    running = await startPlatform(dir, { ZHANQIAO_DEMO: "off" });
    const nobody = new Client(running.address);
    expect((await nobody.get("/demo-accounts")).status).toBe(404);
    expect((await nobody.get("/session")).body).toMatchObject({ person: null, demo: false });
    expect((await nobody.get("/organisations")).body.total).toBe(1);
    expect(running.said()).not.toContain("zhanqiao-demo");
  });

  it("the administrator can do nothing before the first password is replaced and a second factor enrolled, then can", async () => {
    const admin = new Client(running!.address);
    await admin.signIn("guanli", first);
    expect((await admin.get("/session")).body.mustChangePassword).toBe(true);
    expect((await admin.get("/people")).status).toBe(401);
    expect((await admin.send("POST", "/session/password", { current: first, password: "123" })).status).toBe(
      422,
    );
    const better = "栈桥边的灯塔-2026";
    const changed = await admin.send("POST", "/session/password", { current: first, password: better });
    expect(changed.status, JSON.stringify(changed.body)).toBe(204);
    const again = await new Client(running!.address).signIn("guanli", better);
    expect((await again.get("/session")).body).toMatchObject({
      mustChangePassword: false,
      mustEnrolFactor: true,
    });
    expect((await again.get("/people")).status).toBe(401);
    const { secret } = (await again.send("POST", "/session/second-factor/enrolment", {})).body;
    const code = appOf(secret, systemClock).code();
    const enrolled = await again.send("POST", "/session/second-factor/confirmation", { code });
    expect(enrolled.body.recoveryCodes, JSON.stringify(enrolled.body)).toHaveLength(10);
    expect((await again.get("/people")).body.total).toBe(1);
    await expect(new Client(running!.address).signIn("guanli", first)).rejects.toThrow("401");
  });

  it("recover lets the only administrator in again who lost password and second factor, and nobody unknown", async () => {
    await running?.stop();
    running = undefined;
    const unknown = await runCommand(["recover", "--login", "meiyou"], settings);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("没有这个人员")]);
    expect((await runCommand(["recover"], settings)).code).toBe(2);
    const { out, err, code } = await runCommand(["recover", "--login", "guanli"], settings);
    expect(code, err).toBe(0);
    const given = /first password: (\S+)/.exec(out)![1]!;
    running = await startPlatform(dir, { ZHANQIAO_DEMO: "off" });
    const admin = await new Client(running.address).signIn("guanli", given);
    expect((await admin.get("/session")).body).toMatchObject({
      mustChangePassword: true,
      mustEnrolFactor: true,
    });
    expect((await admin.get("/session/second-factor")).body.enrolled).toBe(false);
  });
});
