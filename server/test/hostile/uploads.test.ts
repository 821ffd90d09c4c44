import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type InspectionResult, inspectWalled } from "../../src/collect/inspect/index.ts";
import { type TestCollect, testCollect } from "../../src/collect/testing.ts";
import { spawnWalled } from "../../src/collect/wall/index.ts";
import { thePlatform } from "../../src/platform/index.ts";
import { hostileFiles } from "./files.ts";
import type { Asked } from "./inspect-many.ts";
import { workbookWith } from "./make-zip.ts";

/** Tighter than the platform's own, so that what has to be killed is killed soon. */
const limits = { sheetMilliseconds: 20_000, sheetMegabytes: 256 };
const bombs = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../shared/data"),
  "suites/hostile/make-bombs.py",
);
const pythonIsThere = (() => {
  try {
    execFileSync("python3", ["-c", "0"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe("hostile uploads", () => {
  let t: TestCollect;
  let entry: string;
  let dir: string;
  beforeAll(async () => {
    t = await testCollect({
      uploadLimit: 256 << 20,
      inspect: (path, options) => inspectWalled(path, { ...options, limits }),
    });
    entry = await t.publishedEntry();
    dir = mkdtempSync(join(tmpdir(), "zhanqiao-hostile-"));
  }, 120_000);
  afterAll(async () => {
    await t?.close();
    if (dir) rmSync(dir, { recursive: true, force: true });
  });

  const stored = () =>
    readdirSync(t.dir, { recursive: true, withFileTypes: true })
      .filter((found) => found.isFile())
      .map((found) => join(found.parentPath, found.name));
  const versions = async () =>
    (
      await t.db.reading(thePlatform, (tx) =>
        sql<{ n: number }>`select count(*) as n from collect.version`.execute(tx),
      )
    ).rows[0]!.n;

  /**
   * Delivers them, inspects two at once, says how each intake ended. Whatever is refused must have left nothing but the
   * refused intake, and what is taken goes when it is withdrawn.
   */
  async function deliver(
    delivered: readonly { readonly name: string; readonly bytes: () => Uint8Array }[],
  ): Promise<string[]> {
    const before = stored();
    const ids: string[] = [];
    for (const { name, bytes } of delivered) {
      const content = bytes();
      const id = await t.begin(entry, content.length, name);
      await t.patch("officer", id, 0, content);
      ids.push(id);
    }
    await Promise.all([t.work(), t.work()]);
    const codes: string[] = [];
    for (const [i, id] of ids.entries()) {
      const { state, inspection, refusal, mapping } = await t.row(id);
      if (state === "inspected") {
        expect(JSON.stringify(inspection)).not.toMatch(/root:x?:0:0/);
        await t.call("officer", "DELETE", `/${id}`);
        codes.push("taken");
        continue;
      }
      const { name } = delivered[i]!;
      expect([name, state, inspection, mapping]).toEqual([name, "refused", null, null]);
      expect(refusal!.detail.zh).toMatch(/\p{Script=Han}/u);
      expect(refusal!.detail.en).toMatch(/[a-z]{3}/);
      expect(JSON.stringify(refusal)).not.toMatch(/root:x?:0:0|node_modules|at Object/);
      codes.push(refusal!.code);
    }
    expect(stored()).toEqual(before);
    expect(await versions()).toBe(0);
    return codes;
  }

  describe.skipIf(!existsSync(bombs) || !pythonIsThere)("of the suite (needs its script and python3)", () => {
    // Dangerous in a spreadsheet only, UTF-16 without a mark, a short file: taken, with a warning.
    const taken = new Set(["formula.csv", "utf16-no-bom.csv", "gbk-truncated.csv"]);
    it("all fourteen end refused in words, or taken with care", async () => {
      const nest = join(dir, "bombs");
      execFileSync("python3", [bombs, nest, "0.2"], { stdio: "ignore" });
      const files = readdirSync(nest);
      expect(files).toHaveLength(14);
      const codes = await deliver(
        files.map((name) => ({ name, bytes: () => readFileSync(join(nest, name)) })),
      );
      for (const [i, code] of codes.entries()) {
        expect([files[i], code === "taken"]).toEqual([files[i], taken.has(files[i]!)]);
        expect(code).toMatch(/^(?:taken|inspect\.[a-z_]+)$/);
      }
    }, 240_000);
  });

  /** Small ones share one process behind the wall; whatever is large has one of its own, two at a time. */
  async function inspectAll(): Promise<Map<string, InspectionResult>> {
    const small: string[] = [];
    const large: [name: string, path: string][] = [];
    for (const { name, bytes } of hostileFiles) {
      const content = bytes();
      const path = content.length > 65_536 ? `large-${large.length}` : String(small.length);
      writeFileSync(join(dir, path), content);
      if (content.length > 65_536) large.push([name, join(dir, path)]);
      else small.push(name);
    }
    const found = new Map<string, InspectionResult>();
    const asked: Asked = { folder: dir, names: small, limits };
    const walled = spawnWalled(join(import.meta.dirname, "inspect-many.ts"), [JSON.stringify(asked)], {
      milliseconds: 120_000,
      heapMegabytes: limits.sheetMegabytes,
    });
    walled.child.stdin!.end();
    const said = text(walled.child.stdout!);
    const takeTurns = async () => {
      for (let each = large.pop(); each; each = large.pop())
        found.set(each[0], await inspectWalled(each[1], { name: each[0], limits }));
    };
    await Promise.all([takeTurns(), takeTurns(), walled.ended]);
    for (const line of (await said).split("\n").filter(Boolean)) {
      const one = JSON.parse(line) as { i: number; found: InspectionResult };
      found.set(small[one.i]!, one.found);
    }
    expect((await walled.ended).complaint).toBe("");
    return found;
  }

  it("of our own end as each should: refused for its reason, or read as the plain table it is", async () => {
    const wrong: string[] = [];
    const all = await inspectAll();
    for (const { name, codes } of hostileFiles) {
      const found = all.get(name);
      const code = !found ? "no answer" : found.ok ? "taken" : found.code;
      if (!codes.includes(code)) wrong.push(`${name}: ${code}, not ${codes.join(" or ")}`);
      if (/root:x?:0:0/.test(JSON.stringify(found))) wrong.push(`${name} read a file of the system`);
    }
    expect(wrong).toEqual([]);
    expect(all.size).toBe(new Set(hostileFiles.map((each) => each.name)).size);
    expect(existsSync("/tmp/slip.csv") || existsSync("/etc/slip.csv")).toBe(false);
  }, 400_000);

  it("leave nothing behind, one of each kind", async () => {
    const some = [
      "external entity in a sheet.xlsx",
      "name: up.zip",
      "zip64 of 2 TiB.zip",
      "encrypted.xlsx",
      "cut short.xlsx",
      "a circle.xls",
      "a million columns.csv",
      "deep.json",
    ];
    const chosen = hostileFiles.filter((each) => some.includes(each.name));
    expect(chosen).toHaveLength(some.length);
    for (const [i, code] of (await deliver(chosen)).entries()) expect(chosen[i]!.codes).toContain(code);
  }, 120_000);

  it("say which part is meant", async () => {
    const bytes = hostileFiles.find((each) => each.name === "external entity in styles.xml.xlsx")!.bytes();
    const id = await t.upload(entry, bytes, "x.xlsx");
    expect((await t.row(id)).refusal).toMatchObject({
      code: "inspect.entities",
      detail: { zh: expect.stringContaining("xl/styles.xml"), en: expect.stringContaining("xl/styles.xml") },
    });
  });

  it("are not waited for: the platform answers while one is being opened", async () => {
    const rows = "<row><c><v>1</v></c><c><v>2</v></c></row>".repeat(120_000);
    const bytes = workbookWith({
      "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    });
    const id = await t.begin(entry, bytes.length, "slow.xlsx");
    await t.patch("officer", id, 0, bytes);
    let working = true;
    const done = t.work().finally(() => {
      working = false;
    });
    const answers: number[] = [];
    while (working) answers.push((await t.call("officer", "GET", "")).status);
    await done;
    expect((await t.row(id)).state).toBe("inspected");
    expect(answers.length).toBeGreaterThan(5);
    expect(new Set(answers)).toEqual(new Set([200]));
  }, 60_000);

  it("under hostile names are shown by their last part, kept under our own, or refused with 400", async () => {
    const begin = (name: unknown) => t.call("officer", "POST", "", { entry, name, bytes: 10 });
    for (const [name, shown] of [
      ["../../../../etc/cron.d/x.csv", "x.csv"],
      ["/etc/passwd", "passwd"],
      ["C:\\Windows\\x.csv", "x.csv"],
      ["..\\..\\x.csv", "x.csv"],
      ["表\u202evsc.exe", "表\u202evsc.exe"],
      ["%2e%2e%2fx.csv", "%2e%2e%2fx.csv"],
      ["<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"],
      ["constructor", "constructor"],
    ] as const) {
      const begun = await begin(name);
      expect([name, begun.status, begun.body.name]).toEqual([name, 201, shown]);
      await t.call("officer", "DELETE", `/${begun.body.id}`);
    }
    for (const name of [
      "a\u0000.csv",
      "a\r\nb.csv",
      "x".repeat(10_000),
      "",
      "..",
      " / ",
      "a/",
      null,
      ["x"],
    ]) {
      const begun = await begin(name);
      expect([name, begun.status]).toEqual([name, begun.status === 201 && name === ".." ? 201 : 400]);
    }
    const outside = stored().filter((path) => !/\/(?:intakes|datasets|work)\/[\w/.-]+$/.test(path));
    expect(outside).toEqual([]);
  });

  it("that claim two gigabytes are refused before a byte is sent, and one byte more than claimed is not kept", async () => {
    const claimed = await t.call("officer", "POST", "", { entry, name: "a.csv", bytes: 2 ** 31 });
    expect([claimed.status, claimed.body.code]).toEqual([413, "collect.too_large"]);
    const id = await t.begin(entry, 10);
    expect((await t.patch("officer", id, 0, Buffer.alloc(11))).status).toBe(413);
    expect(await t.offsetOf(id)).toBe(0);
  });
});
