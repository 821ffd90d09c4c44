import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkpoint, Given, growth, logKeys, origin } from "../test/made-trees.ts";
import { post, startProcess, type WitnessProcess } from "../test/witness-process.ts";
import { originHash } from "./index.ts";

const killAt = join(import.meta.dirname, "../test/kill-at.mjs");
const name = "witness.example/w1";

let folder: string;
let logs: string;
let running: WitnessProcess | undefined;
let states = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "witness-"));
  logs = join(folder, "logs");
  await writeFile(logs, `# logs\n\n${logKeys.verifierKey}\n`);
});
afterEach(async () => {
  await running?.kill();
  running = undefined;
});
afterAll(() => rm(folder, { recursive: true }));

const newState = () => join(folder, `state-${states++}`);
const argsFor = (state: string) => [
  "--name",
  name,
  "--logs",
  logs,
  "--folder",
  state,
  "--listen",
  "127.0.0.1:0",
];

async function start(state: string): Promise<WitnessProcess> {
  running = await startProcess(argsFor(state));
  return running;
}

describe("the witness as a process (C2SP tlog-witness)", () => {
  it("cosigns growth with each of its keys and the time, and the same checkpoint again", async () => {
    const { url, verifierKeys } = await start(newState());
    expect(verifierKeys).toHaveLength(2);
    expect(verifierKeys.every((key) => key.startsWith(`${name}+`))).toBe(true);
    const given = new Given();
    for (const [from, to] of [
      [0, 0],
      [0, 5],
      [5, 5],
      [5, 9],
      [9, 150],
    ] as const) {
      const body = await growth(from, to);
      const answer = await post(url, body);
      expect(answer).toMatchObject({ status: 200, type: "text/plain; charset=utf-8" });
      const times = given.take(body, answer!.text, verifierKeys);
      for (const seconds of times) expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60);
    }
  });

  it("refuses a rollback with 409 and its size, a fork with 422, strangers with 404 and 403", async () => {
    const { url } = await start(newState());
    expect(await post(url, await growth(0, 9))).toMatchObject({ status: 200 });
    for (const [from, to] of [
      [0, 5],
      [5, 9],
      [5, 20],
      [12, 20],
      [0, 9],
    ] as const) {
      const conflict = { status: 409, text: "9\n", type: "text/x.tlog.size" };
      expect(await post(url, await growth(from, to)), `${from} ${to}`).toEqual(conflict);
    }
    expect(await post(url, await growth(9, 9, "b"))).toMatchObject({ status: 422 });
    expect(await post(url, await growth(9, 20, "b"))).toMatchObject({ status: 422 });
    expect(await post(url, await growth(20, 9))).toMatchObject({ status: 400 });
    const body = await growth(9, 20);
    expect(await post(url, body.replace(origin, "other.example"))).toMatchObject({ status: 404 });
    expect(await post(url, body.replace("\n20\n", "\n21\n"))).toMatchObject({ status: 403 });
    expect(await post(url, body)).toMatchObject({ status: 200 });
  });

  it("says why in both languages", async () => {
    const { url } = await start(newState());
    const { text } = (await post(url, await growth(9, 5)))!;
    expect(text).toMatch(/\p{Script=Han}/u);
    expect(text).toContain("old size");
  });

  it("serves monitors the latest checkpoint with the log's line and its own, and 404 before the first", async () => {
    const { url, verifierKeys } = await start(newState());
    const place = `${url}/${originHash(origin)}/checkpoint`;
    expect((await fetch(place)).status).toBe(404);
    expect((await fetch(`${url}/${originHash("other.example")}/checkpoint`)).status).toBe(404);
    const body = await growth(0, 9);
    const answer = await post(url, body);
    const served = await fetch(place);
    expect(await served.text()).toBe((await checkpoint(9)) + answer!.text);
    expect(served.status).toBe(200);
    expect(answer!.text.split("\n")).toHaveLength(verifierKeys.length + 1);
  });

  it("keeps nothing of a request but the log's own lines", async () => {
    const state = newState();
    const { url } = await start(state);
    const junk = `— other.example ${Buffer.from("junk signature").toString("base64")}\n`;
    expect(await post(url, (await growth(0, 9)) + junk)).toMatchObject({ status: 200 });
    const kept = await readFile(join(state, `${originHash(origin)}.checkpoint`), "utf8");
    expect(kept).not.toContain("other.example");
  });

  it("of many requests at once for one log cosigns one history only", async () => {
    const { url, verifierKeys } = await start(newState());
    const first = await growth(0, 10, "a", 10);
    const given = new Given();
    given.take(first, (await post(url, first))!.text, verifierKeys);
    const bodies = await Promise.all(
      Array.from({ length: 24 }, (_, i) => growth(10, 11 + (i % 6), i % 2 ? "a" : "b", 10)),
    );
    const answers = await Promise.all(bodies.map((body) => post(url, body)));
    const statuses = answers.map((answer) => answer!.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
    const won = statuses.indexOf(200);
    given.take(bodies[won]!, answers[won]!.text, verifierKeys);
  });
});

describe("restarts", () => {
  // In the order they are passed: first the checkpoint is kept, then both keys sign, then it is kept with the lines.
  const steps = [
    "open1",
    "written1",
    "synced1",
    "renamed1",
    "kept1",
    "sign1",
    "signed1",
    "sign2",
    "signed2",
    "open2",
    "written2",
    "synced2",
    "renamed2",
    "kept2",
    "answer1",
    "answered1",
  ];

  it.each(steps)("killed at %s, the witness never cosigns a second root for a size", async (step) => {
    const state = newState();
    const given = new Given();
    process.env.TLOG_TEST_KILL_AT = `2:${step}`;
    const doomed = await startProcess(argsFor(state), [killAt]);
    const first = await growth(0, 5, "a", 5);
    given.take(first, (await post(doomed.url, first))!.text, doomed.verifierKeys);
    const grown = await growth(5, 9, "a", 5);
    const answer = await post(doomed.url, grown);
    await doomed.ended;
    expect(doomed.child.signalCode).toBe("SIGKILL");
    expect(answer?.status).toBe(step === "answered1" ? 200 : undefined);
    if (answer) given.take(grown, answer.text, doomed.verifierKeys);

    const { url, verifierKeys } = await start(state);
    expect(verifierKeys).toEqual(doomed.verifierKeys);
    // The log now shows another history, asking from whatever size the witness says it has.
    const conflict = await post(url, await growth(0, 9, "b", 5));
    expect(conflict).toMatchObject({ status: 409 });
    const size = Number(conflict!.text);
    const afterRename = steps.indexOf(step) >= steps.indexOf("renamed1");
    expect(size).toBe(afterRename ? 9 : 5);
    const forked = await growth(size, 9, "b", 5);
    const other = await post(url, forked);
    expect(other!.status).toBe(size === 9 ? 422 : 200);
    if (other!.status === 200) given.take(forked, other!.text, verifierKeys);
    const honest = await growth(size, 9, "a", 5);
    const again = await post(url, honest);
    expect(again!.status).toBe(size === 9 ? 200 : 409);
    if (again!.status === 200) given.take(honest, again!.text, verifierKeys);
    expect((await readdir(state)).filter((file) => file.endsWith(".tmp"))).toEqual([]);
  });

  it("killed at any moment under load, it neither forgets nor forks", async () => {
    const state = newState();
    const given = new Given();
    for (let round = 0; round < 6; round++) {
      const { url, verifierKeys, kill } = await start(state);
      const shared = given.largest;
      const stop = pause(20 + round * 23).then(kill);
      const branch = round % 2 ? "b" : "a";
      let size = shared;
      for (let to = shared + 1; to < shared + 12; to++) {
        const body = await growth(size, to, branch, 200);
        const answer = await post(url, body);
        if (!answer) break;
        if (answer.status === 200) given.take(body, answer.text, verifierKeys);
        size = answer.status === 409 ? Number(answer.text) : to;
      }
      await stop;
    }
    expect(given.largest).toBeGreaterThan(0);
    const { url } = await start(state);
    const known = Number((await post(url, await growth(199, 200, "a", 200)))!.text);
    expect(known).toBeGreaterThanOrEqual(given.largest);
  });

  it("stopped in peace, it lets go of its folder and goes on where it was", async () => {
    const state = newState();
    const first = await start(state);
    expect(await post(first.url, await growth(0, 9))).toMatchObject({ status: 200 });
    first.child.kill("SIGTERM");
    expect(await first.ended).toEqual([0, null]);
    const { url } = await start(state);
    expect(await post(url, await growth(0, 20))).toMatchObject({ status: 409, text: "9\n" });
  });
});

describe("bounds", () => {
  it("garbage of any kind gets a 4xx and the witness goes on", async () => {
    const { url } = await start(newState());
    const bodies = [
      "",
      "old 0\n\n",
      "\0",
      "old 0\n\n\n\n\n",
      Buffer.alloc(100_000, 0xff),
      "a\n".repeat(100_000),
    ];
    for (const body of bodies) {
      const { status } = (await post(url, body))!;
      expect(status).toBe(400);
    }
    for (const [path, method, status] of [
      ["/add-checkpoint", "GET", 405],
      ["/add-checkpoint", "PUT", 405],
      [`/${originHash(origin)}/checkpoint`, "POST", 405],
      ["/", "GET", 404],
      ["/../key", "GET", 404],
      [`/${"0".repeat(63)}/checkpoint`, "GET", 404],
    ] as const) {
      expect((await fetch(`${url}${path}`, { method })).status, path).toBe(status);
    }
    expect(await post(url, await growth(0, 9))).toMatchObject({ status: 200 });
  });

  it("a request too large is refused by its announced length, and unannounced once it is too much", async () => {
    const { url } = await start(newState());
    expect(await post(url, new Uint8Array((512 << 10) + 1))).toMatchObject({ status: 413 });
    expect(await post(url, new Uint8Array(512 << 10).fill(0x61))).toMatchObject({ status: 400 });
    const sent = await new Promise<number>((resolve, reject) => {
      const client = request(`${url}/add-checkpoint`, { method: "POST" }, (response) => {
        resolve(response.statusCode!);
        client.destroy();
      });
      client.on("error", reject);
      // Chunked, without end.
      const part = Buffer.alloc(64 << 10, 0x61);
      const more = () => {
        if (!client.destroyed) client.write(part, () => setImmediate(more));
      };
      more();
    });
    expect(sent).toBe(413);
  });

  it("a client that never finishes is cut off, and others are served meanwhile", async () => {
    const { url } = await start(newState());
    const { hostname, port } = new URL(url);
    const begun = performance.now();
    const slow = connect(Number(port), hostname);
    slow.write("POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: 100\r\n\r\nold");
    let text = "";
    slow.on("data", (data) => {
      text += data;
    });
    const cut = new Promise((resolve) => slow.on("close", resolve));
    expect(await post(url, await growth(0, 9))).toMatchObject({ status: 200 });
    await cut;
    expect(text).toContain("408");
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});

describe("keys, folder and list of logs", () => {
  it("the key file is made once, for the owner only, and a file others may read is refused", async () => {
    const state = newState();
    const { verifierKeys, kill } = await start(state);
    expect((await stat(join(state, "key"))).mode & 0o777).toBe(0o600);
    await kill();
    expect((await start(state)).verifierKeys).toEqual(verifierKeys);
    await running!.kill();
    await chmod(join(state, "key"), 0o640);
    await expect(startProcess(argsFor(state))).rejects.toThrow("can be read by others");
  });

  it("a second process is kept out of the folder and away from the key", async () => {
    const state = newState();
    await start(state);
    await expect(startProcess(argsFor(state))).rejects.toThrow("lock is held by another witness");
    const withKey = [...argsFor(newState()), "--key", join(state, "key")];
    await expect(startProcess(withKey)).rejects.toThrow("key.lock is held by another witness");
    await running!.kill();
    expect((await start(state)).url).toContain("http://127.0.0.1:");
  });

  it("a memory that cannot be read, or is another log's, stops it: it does not begin anew", async () => {
    const state = newState();
    const { url, kill } = await start(state);
    expect(await post(url, await growth(0, 9))).toMatchObject({ status: 200 });
    await kill();
    const file = join(state, `${originHash(origin)}.checkpoint`);
    const kept = await readFile(file, "utf8");
    for (const broken of ["", kept.slice(0, 30), kept.replace(origin, "other.example")]) {
      await writeFile(file, broken);
      await expect(startProcess(argsFor(state))).rejects.toThrow("(1): ✗ 状态文件");
    }
    await writeFile(file, kept);
    expect(await post((await start(state)).url, await growth(0, 20))).toMatchObject({ status: 409 });
  });

  it.each([
    [["--folder", "x"]],
    [["--name", name, "--logs", "none", "--folder", "x"]],
    [["--name", name, "--folder", "x", "--listen", "8125"]],
    [["--frobnicate"]],
  ])("%j is misused: words, exit code 2 and no stack trace", async (args) => {
    const error: Error = await startProcess(args).then(String, (error) => error);
    expect(error.message).toContain("did not start (2): ");
    expect(error.message).not.toMatch(/^\s+at /m);
  });
});
