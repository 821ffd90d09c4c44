import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { entriesFrom, keys, type MadeLog, madeLog, origin, signer } from "../test/made-log.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { growBundles, growTiles } from "./grow.ts";
import { emptyHash, leafHash } from "./hash.ts";
import { encodeBundle } from "./tile.ts";
import { verifyLog } from "./verify-log.ts";

const size = 700;
const bundle0 = "tile/entries/000";
const edge = "tile/entries/002.p/188";
const encoder = new TextEncoder();

let log: MadeLog;
beforeEach(async () => {
  log = await madeLog(size);
});

/** Verifies the log's files, after `change` put other entries into its bundles without touching tiles. */
async function verifyWith(change?: (entries: Uint8Array[]) => void, previous?: string) {
  if (change) await rewriteEntries(change);
  return verifyLog({
    fetch: async (path) => log.files.get(path),
    verifierKey: keys.verifierKey,
    ...(previous !== undefined && { previous }),
  });
}

async function rewriteEntries(change: (entries: Uint8Array[]) => void): Promise<Uint8Array[]> {
  const entries = entriesFrom(0, size);
  change(entries);
  const nothing = async () => undefined;
  for (const { path, bytes } of await growBundles({
    from: 0,
    to: entries.length,
    readTile: nothing,
    entries,
  })) {
    // Under the path the checkpoint calls for, whatever the number of entries left.
    log.files.set(path.startsWith("tile/entries/002") ? edge : path, bytes);
  }
  return entries;
}

/** Rewrites entries and every tile to match, as the log's own operator could. */
async function rewriteAll(change: (entries: Uint8Array[]) => void): Promise<void> {
  const entries = await rewriteEntries(change);
  const leafHashes = entries.map(leafHash);
  log.save(await growTiles({ from: 0, to: entries.length, readTile: async () => undefined, leafHashes }));
}

const edit = (index: number) => (entries: Uint8Array[]) => {
  entries[index] = encoder.encode("edited");
};

describe("a sound log", () => {
  it("verifies, every entry and tile read", async () => {
    const report = await verifyWith();
    expect(report).toEqual({ ok: true, origin, size, entries: 700, tiles: 4, findings: [] });
  });

  it.each([0, 1, 255, 256, 257, 512])("of %s entries verifies", async (length) => {
    log = await madeLog(length);
    expect(await verifyWith()).toMatchObject({ ok: true, size: length, entries: length });
  });

  it("past 65,536 entries verifies its second level of tiles too", async () => {
    log = await madeLog(65_600);
    expect(await verifyWith()).toMatchObject({ ok: true, entries: 65_600, tiles: 257 + 1 + 1 });
  });

  it("that grew from an earlier checkpoint of any size verifies against it", async () => {
    for (const earlier of [0, 1, 256, 300, 700]) {
      const previous = await (await madeLog(earlier)).sign();
      expect(await verifyWith(undefined, previous)).toMatchObject({ ok: true });
    }
  });

  it("verifies when partial files gave way to the full ones of a longer log", async () => {
    const signed = log.files.get("checkpoint")!;
    await log.append(entriesFrom(700, 800));
    log.files.set("checkpoint", signed);
    for (const path of [...log.files.keys()]) if (path.endsWith(".p/188")) log.files.delete(path);
    expect(await verifyWith()).toMatchObject({ ok: true, size: 700, entries: 700 });
  });
});

describe("what was done to the entries is said, with the first index", () => {
  it.each<[string, number, (entries: Uint8Array[]) => void]>([
    ["entry.edited", 300, edit(300)],
    ["entry.edited", 0, edit(0)],
    ["entry.edited", 699, edit(699)],
    ["entry.edited", 511, (e) => [edit(511)(e), edit(600)(e)]],
    ["entry.deleted", 300, (e) => e.splice(300, 1)],
    ["entry.deleted", 255, (e) => e.splice(255, 1)],
    ["entry.deleted", 698, (e) => e.splice(698, 1)],
    ["entry.inserted", 10, (e) => [e.splice(10, 0, encoder.encode("new")), e.pop()]],
    ["entry.reordered", 3, (e) => ([e[3], e[600]] = [e[600]!, e[3]!])],
    ["entry.reordered", 255, (e) => ([e[255], e[256]] = [e[256]!, e[255]!])],
    ["entry.reordered", 20, (e) => e.splice(400, 0, ...e.splice(20, 1))],
    ["entry.reordered", 20, (e) => e.splice(20, 0, ...e.splice(400, 1))],
  ])("%s at %i", async (code, index, change) => {
    const { ok, findings } = await verifyWith(change);
    expect(ok).toBe(false);
    expect(findings[0]).toMatchObject({ code, index });
    expect(findings[0]!.zh).toContain(String(index));
    expect(findings[0]!.en).toContain(String(index));
  });

  it("two whole bundles swapped are a reordering from the first", async () => {
    const first = log.files.get(bundle0)!;
    log.files.set(bundle0, log.files.get("tile/entries/001")!);
    log.files.set("tile/entries/001", first);
    expect((await verifyWith()).findings[0]).toMatchObject({ code: "entry.reordered", index: 0 });
  });

  it("a truncated log names the first missing entry, whether by a missing or a shorter bundle", async () => {
    const short = await verifyWith((entries) => entries.splice(690, 10));
    expect(short.findings).toMatchObject([{ code: "log.truncated", index: 690, path: edge }]);
    log.files.delete(edge);
    expect((await verifyWith()).findings).toMatchObject([{ code: "log.truncated", index: 512, path: edge }]);
    log.files.delete(bundle0);
    expect((await verifyWith()).findings).toMatchObject([{ code: "log.truncated", index: 0 }]);
  });

  it("surplus entries and broken bundles are named", async () => {
    log.files.set(bundle0, encodeBundle(entriesFrom(0, 257)));
    expect((await verifyWith()).findings).toMatchObject([{ code: "log.surplus", index: 256, path: bundle0 }]);
    log.files.set(bundle0, encodeBundle(entriesFrom(0, 256)).subarray(0, -1));
    expect((await verifyWith()).findings).toMatchObject([{ code: "bundle.malformed", path: bundle0 }]);
  });

  it("an edit hidden by a rewritten level-0 tile is narrowed to that tile's entries", async () => {
    const kept = log.files.get("tile/1/000.p/2")!;
    await rewriteAll(edit(300));
    log.files.set("tile/1/000.p/2", kept);
    const { findings } = await verifyWith();
    expect(findings[0]).toMatchObject({ code: "entries.rewritten", index: 256 });
    expect(findings[0]!.en).toContain("256 to 511");
  });

  it("an edit hidden by rewriting every tile still fails against the signature", async () => {
    await rewriteAll(edit(300));
    expect((await verifyWith()).findings).toMatchObject([{ code: "root.differs" }]);
  });

  it("any one changed byte in any served file is found", async () => {
    const files = [...log.files.keys()];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, n, bits) => {
          const bytes = log.files.get(path)!;
          const at = n % bytes.length;
          log.files.set(path, bytes.with(at, bytes[at]! ^ bits));
          const report = await verifyWith();
          log.files.set(path, bytes);
          expect(report.ok, `${path} byte ${at}`).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what was done to tiles and signatures is said, with the path", () => {
  it("a swapped partial tile is named while the entries are cleared", async () => {
    const other = await madeLog(188);
    log.files.set("tile/0/002.p/188", other.files.get("tile/0/000.p/188")!);
    const { findings } = await verifyWith();
    expect(findings).toMatchObject([{ code: "tile.differs", path: "tile/0/002.p/188" }]);
    expect(findings[0]!.zh).toContain("被替换");
  });

  it.each(["tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"])("a missing %s is named", async (path) => {
    log.files.delete(path);
    expect((await verifyWith()).findings).toMatchObject([{ code: "tile.missing", path }]);
  });

  it("a tile of the wrong length is named", async () => {
    log.files.set("tile/0/001", new Uint8Array(8193));
    expect((await verifyWith()).findings).toMatchObject([{ code: "tile.differs", path: "tile/0/001" }]);
  });

  it("a bad signature, a foreign log and a missing checkpoint end the check in words", async () => {
    const note = new TextDecoder().decode(log.files.get("checkpoint"));
    log.files.set("checkpoint", encoder.encode(note.replace("\n700\n", "\n699\n")));
    const { findings } = await verifyWith();
    expect(findings[0]).toMatchObject({ code: "checkpoint.refused" });
    expect(findings[0]!.zh).toContain("签名验证失败");
    const foreign = { origin: "other.example", size: 1, root: emptyHash(), extensions: [] };
    log.files.set("checkpoint", encoder.encode(await signCheckpoint(foreign, [signer])));
    expect((await verifyWith()).findings[0]!.en).toContain("other.example");
    log.files.delete("checkpoint");
    expect((await verifyWith()).findings).toMatchObject([{ code: "checkpoint.missing" }]);
  });

  it("a malformed verifier key is refused before anything is read", async () => {
    const fetch = () => Promise.reject(new Error("read"));
    await expect(verifyLog({ fetch, verifierKey: "x" })).rejects.toThrow("key.malformed");
  });
});

describe("against an earlier checkpoint", () => {
  it("a log rolled back to fewer entries is a rollback", async () => {
    const previous = await (await madeLog(701)).sign();
    expect((await verifyWith(undefined, previous)).findings).toMatchObject([{ code: "log.rollback" }]);
  });

  it("rewritten and re-signed history is a fork though all else agrees", async () => {
    const previous = await (await madeLog(400)).sign();
    await rewriteAll(edit(300));
    await log.sign();
    expect(await verifyWith()).toMatchObject({ ok: true });
    const { findings } = await verifyWith(undefined, previous);
    expect(findings).toMatchObject([{ code: "log.fork" }]);
    expect(findings[0]!.en).toContain("first 400 entries");
  });

  it("two roots signed for one size are a fork", async () => {
    const previous = await log.sign();
    await rewriteAll(edit(699));
    await log.sign();
    expect((await verifyWith(undefined, previous)).findings).toMatchObject([{ code: "log.fork" }]);
  });

  it("two roots signed for one size are a fork even where the entries served are still the old ones", async () => {
    const previous = await log.sign();
    const second = { origin, size, root: emptyHash(), extensions: [] };
    log.files.set("checkpoint", encoder.encode(await signCheckpoint(second, [signer])));
    const { findings } = await verifyWith(undefined, previous);
    expect(findings.map(({ code }) => code)).toEqual(["log.fork", "root.differs"]);
  });

  it("an earlier checkpoint that does not verify is not compared with", async () => {
    const previous = (await log.sign()).replace("\n700\n", "\n600\n");
    expect((await verifyWith(undefined, previous)).findings).toMatchObject([{ code: "previous.refused" }]);
  });
});
