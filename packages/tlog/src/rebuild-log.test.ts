import { beforeEach, describe, expect, it } from "vitest";
import { entriesFrom, keys, type MadeLog, madeLog, origin, signer } from "../test/made-log.ts";
import { parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { cosign, cosignatureMlDsa44 } from "./cosignature.ts";
import { growBundles, growTiles } from "./grow.ts";
import { emptyHash, leafHash } from "./hash.ts";
import { parseNote } from "./note.ts";
import { thresholdPolicy } from "./policy-file.ts";
import { type RebuildLog, rebuildLog } from "./rebuild-log.ts";
import { keyPairFromSeed, parseCosignerKey } from "./signer-key.ts";
import { parseTilePath, type Tile } from "./tile.ts";

const size = 700;
const encoder = new TextEncoder();

let log: MadeLog;
beforeEach(async () => {
  log = await madeLog(size);
});

const rebuild = (own: RebuildLog["entries"] = entriesFrom(0, size), more: Partial<RebuildLog> = {}) =>
  rebuildLog({
    entries: own,
    fetch: async (path) => log.files.get(path),
    verifierKey: keys.verifierKey,
    ...more,
  });

/** The keeper's entries with something done to them. */
function own(change: (entries: Uint8Array[]) => void): Uint8Array[] {
  const entries = entriesFrom(0, size);
  change(entries);
  return entries;
}

const edit = (index: number) => (entries: Uint8Array[]) => {
  entries[index] = encoder.encode("edited");
};

/** Rewrites everything that is served, as the keeper of the files could: bundles and every tile. */
async function rewriteServed(entries: Uint8Array[]): Promise<void> {
  const growth = { from: 0, to: entries.length, readTile: async () => undefined };
  log.save(await growBundles({ ...growth, entries }));
  log.save(await growTiles({ ...growth, leafHashes: entries.map(leafHash) }));
}

/** Names the partial files that are there, as a listing of the store would. */
const leftovers: RebuildLog["leftovers"] = async ({ level, index }) =>
  [...log.files.keys()]
    .filter((path) => path.startsWith("tile/"))
    .map(parseTilePath)
    .filter((tile: Tile) => tile.level === level && tile.index === index && tile.width < 256)
    .map(({ width }) => width);

describe("a sound log", () => {
  it("rebuilds from the keeper's entries, every tile compared", async () => {
    expect(await rebuild()).toEqual({ ok: true, origin, size, entries: 700, tiles: 4, findings: [] });
  });

  it.each([0, 1, 255, 256, 257, 512])("of %s entries rebuilds", async (length) => {
    log = await madeLog(length);
    expect(await rebuild(entriesFrom(0, length))).toMatchObject({ ok: true, entries: length });
  });

  it("does not read entries past the signed size, and lets go of the source", async () => {
    let [read, closed] = [0, false];
    async function* source() {
      try {
        for (const entry of entriesFrom(0, 2 * size)) {
          read += 1;
          yield entry;
        }
      } finally {
        closed = true;
      }
    }
    expect(await rebuild(source())).toMatchObject({ ok: true, entries: 700 });
    expect([read, closed]).toEqual([700, true]);
  });

  it("passes a fault of the source on, and lets go of it", async () => {
    async function* broken() {
      yield* entriesFrom(0, 300);
      throw new Error("connection lost");
    }
    await expect(rebuild(broken())).rejects.toThrow("connection lost");
  });

  it("of 70,000 entries has three levels of tiles, and a hash changed in any of them is named", async () => {
    log = await madeLog(70_000);
    const entries = entriesFrom(0, 70_000);
    expect(await rebuild(entries)).toMatchObject({ ok: true, tiles: 274 + 2 + 1 });
    const paths = ["tile/0/100", "tile/1/000", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"];
    for (const path of paths) {
      const bytes = log.files.get(path)!;
      log.files.set(path, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
    }
    const { findings } = await rebuild(entries);
    expect(findings).toMatchObject(paths.map((path) => ({ code: "tile.differs", path })));
  });
});

describe("what was done to the keeper's entries is said", () => {
  it.each<[string, number, (entries: Uint8Array[]) => void]>([
    ["entry.edited", 300, edit(300)],
    ["entry.edited", 0, edit(0)],
    ["entry.edited", 699, edit(699)],
    ["entry.deleted", 300, (e) => e.splice(300, 1)],
    ["entry.deleted", 255, (e) => e.splice(255, 1)],
    ["entry.inserted", 10, (e) => e.splice(10, 0, encoder.encode("new"))],
    ["entry.reordered", 3, (e) => ([e[3], e[600]] = [e[600]!, e[3]!])],
    ["entry.reordered", 255, (e) => ([e[255], e[256]] = [e[256]!, e[255]!])],
  ])("%s at %i", async (code, index, change) => {
    const { ok, findings } = await rebuild(own(change));
    expect(ok).toBe(false);
    expect(findings[0]).toMatchObject({ code, index });
  });

  it("entries dropped from the end are missing from the first one on", async () => {
    const { findings } = await rebuild(entriesFrom(0, 690));
    expect(findings).toMatchObject([{ code: "entries.missing", index: 690 }]);
    expect((await rebuild([])).findings).toMatchObject([{ code: "entries.missing", index: 0 }]);
  });

  it("an edit is named from the bundles where every tile was rewritten to hide it", async () => {
    const entries = own(edit(300));
    const leafHashes = entries.map(leafHash);
    log.save(await growTiles({ from: 0, to: size, readTile: async () => undefined, leafHashes }));
    expect((await rebuild(entries)).findings[0]).toMatchObject({ code: "entry.edited", index: 300 });
  });

  it("an edit is named from the tiles where the bundles were rewritten to hide it", async () => {
    const entries = own(edit(300));
    log.save(await growBundles({ from: 0, to: size, readTile: async () => undefined, entries }));
    expect((await rebuild(entries)).findings[0]).toMatchObject({ code: "entry.edited", index: 300 });
  });

  it("stored leaf hashes that were rewritten with the entry do not make it true: only the signature is left", async () => {
    const entries = own(edit(300));
    await rewriteServed(entries);
    expect((await rebuild(entries)).findings).toMatchObject([{ code: "root.differs" }]);
  });

  it("an entry that was swapped while its stored leaf hash was kept is found", async () => {
    // The trap of trusting level-0 hashes: tiles, root and signature all agree with each other.
    const entries = own(edit(300));
    log.save(await growBundles({ from: 0, to: size, readTile: async () => undefined, entries }));
    const { findings } = await rebuild(entries);
    expect(findings.map(({ code }) => code)).toContain("entry.edited");
  });
});

describe("what was done to the served files is said, the keeper's entries being the signed ones", () => {
  it("an edited, a missing, a short and a broken bundle are named", async () => {
    const path = "tile/entries/001";
    const good = log.files.get(path)!;
    const served = own(edit(300));
    for (const file of await growBundles({
      from: 0,
      to: size,
      readTile: async () => undefined,
      entries: served,
    })) {
      if (file.path === path) log.files.set(path, file.bytes);
    }
    expect((await rebuild()).findings).toMatchObject([{ code: "bundle.differs", path, index: 256 }]);
    log.files.set(path, good.subarray(0, -1));
    expect((await rebuild()).findings).toMatchObject([{ code: "bundle.differs", path }]);
    log.files.delete(path);
    expect((await rebuild()).findings).toMatchObject([{ code: "bundle.missing", path }]);
  });

  it("each of several swapped and missing tiles is named", async () => {
    log.files.set("tile/0/000", log.files.get("tile/0/001")!);
    log.files.delete("tile/1/000.p/2");
    const { findings } = await rebuild();
    expect(findings).toMatchObject([
      { code: "tile.differs", path: "tile/0/000" },
      { code: "tile.missing", path: "tile/1/000.p/2" },
    ]);
  });

  it("partial files of earlier sizes are compared where they are named", async () => {
    log = await (await madeLog(100)).append(entriesFrom(100, 700));
    await log.sign();
    expect(await rebuild(undefined, { leftovers })).toMatchObject({ ok: true });
    const other = await madeLog(700);
    const swaps = [
      ["tile/0/000.p/100", log.files.get("tile/0/000.p/100")!.toReversed()],
      ["tile/entries/000.p/100", log.files.get("tile/entries/000.p/100")!.subarray(2)],
    ] as const;
    for (const [path, bytes] of swaps) {
      const good = log.files.get(path)!;
      log.files.set(path, bytes);
      const code = path.includes("entries") ? "bundle.differs" : "tile.differs";
      expect((await rebuild(undefined, { leftovers })).findings).toMatchObject([{ code, path }]);
      expect((await rebuild()).ok).toBe(true);
      log.files.set(path, good);
    }
    expect(other.files.has("tile/0/000.p/100")).toBe(false);
  });

  it("a checkpoint of fewer entries, of another root, of another log and an altered one are named", async () => {
    const previous = await log.sign();
    await (await madeLog(600)).sign();
    log.files.set("checkpoint", (await madeLog(600)).files.get("checkpoint")!);
    expect((await rebuild(undefined, { previous })).findings[0]).toMatchObject({ code: "log.rollback" });
    const second = { origin, size, root: emptyHash(), extensions: [] };
    log.files.set("checkpoint", encoder.encode(await signCheckpoint(second, [signer])));
    expect((await rebuild()).findings).toMatchObject([{ code: "root.differs" }]);
    expect((await rebuild(undefined, { previous })).findings[0]).toMatchObject({ code: "log.fork" });
    log.files.set("checkpoint", encoder.encode(previous.replace("\n700\n", "\n699\n")));
    expect((await rebuild()).findings).toMatchObject([{ code: "checkpoint.refused" }]);
    log.files.delete("checkpoint");
    expect((await rebuild()).findings).toMatchObject([{ code: "checkpoint.missing" }]);
  });
});

describe("cosignatures", () => {
  const pairs = [1, 2, 3].map((n) =>
    keyPairFromSeed(`w${n}.example`, new Uint8Array(32).fill(20 + n), cosignatureMlDsa44),
  );
  const cosigners = pairs.map(({ signerKey }) => parseCosignerKey(signerKey));
  const policy = thresholdPolicy({ witnesses: pairs.map(({ verifierKey }) => verifierKey) }, 2);
  const add = (text: string, ...lines: string[]) =>
    log.files.set("checkpoint", encoder.encode(text + lines.join("")));

  it("enough of them pass; too few, one of another checkpoint, and an old one are named", async () => {
    const note = await log.sign();
    const { text } = parseNote(note);
    const [one, two] = cosigners.map((cosigner) => cosign(text, cosigner, 1000));
    add(note, one!, two!);
    expect(await rebuild(undefined, { policy, cosignedSince: 1000 })).toMatchObject({ ok: true });
    const codes = async (since = 0) => {
      const { findings } = await rebuild(undefined, { policy, cosignedSince: since });
      return findings.map(({ code }) => code);
    };
    expect(await codes(1001)).toEqual(["cosignature.stale", "cosignature.stale", "cosignature.quorum"]);
    add(note, one!);
    expect(await codes()).toEqual(["cosignature.quorum"]);
    const earlier = parseNote(await (await madeLog(600)).sign()).text;
    expect(parseCheckpoint(earlier).size).toBe(600);
    add(note, one!, cosign(earlier, cosigners[1]!, 1000));
    expect(await codes()).toEqual(["cosignature.refused", "cosignature.quorum"]);
    add(note, one!, two!, cosign(earlier, cosigners[2]!, 1000));
    expect(await codes()).toEqual(["cosignature.refused"]);
  });
});
