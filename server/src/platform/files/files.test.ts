import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";

/** What the disk was asked to do, in order; paths below the store. */
const done: string[] = [];
let root = "";
const short = (path: unknown) => {
  const below = relative(root, String(path)).replace(/\.\d+\..*\.tmp$/, ".tmp");
  return below === "" ? "/" : below;
};
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    writeFile: async (path: string, bytes: string, options: { flush?: boolean }) => {
      await real.writeFile(path, bytes, options);
      done.push(`${options.flush ? "write and sync" : "write"} ${short(path)}`);
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      done.push(`rename to ${short(to)}`);
    },
    open: async (path: string, flags: string) => {
      const handle = await real.open(path, flags);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        await sync();
        done.push(`sync ${short(path)}`);
      };
      return handle;
    },
  };
});
const { openFiles } = await import("./index.ts");

async function* bytes(text: string) {
  yield Buffer.from(text);
}

describe("the file store", () => {
  root = mkdtempSync(join(tmpdir(), "files-"));
  const files = openFiles(root);
  beforeEach(() => {
    done.length = 0;
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("has a file on disk under its name, with its folders, before it says so", async () => {
    await files.write("ledger/tile/0/000", "a");
    // Each new folder is a name in the one above it; the file is synced under another name before it takes its own.
    expect(done).toEqual([
      ...["sync ledger/tile", "sync ledger", "sync /"],
      ...["write and sync ledger/tile/0/000.tmp", "rename to ledger/tile/0/000", "sync ledger/tile/0"],
    ]);
    done.length = 0;
    await files.write("ledger/tile/0/001", "b");
    expect(done).toEqual([
      ...["write and sync ledger/tile/0/001.tmp", "rename to ledger/tile/0/001", "sync ledger/tile/0"],
    ]);
    expect(readFileSync(join(root, "ledger/tile/0/000"), "utf8")).toBe("a");
  });

  it("keeps the name of a file that is being received from its first piece on", async () => {
    expect(await files.append("intake/x/content", 0, bytes("ab"), 10)).toBe(2);
    expect(done).toEqual(["sync intake", "sync /", "sync intake/x"]);
    done.length = 0;
    expect(await files.append("intake/x/content", 2, bytes("cd"), 10)).toBe(4);
    expect(done).toEqual([]);
    expect(readFileSync(join(root, "intake/x/content"), "utf8")).toBe("abcd");
  });

  it("refuses a key that would leave its folder", () => {
    for (const key of ["../x", "a/../../x", "/etc/passwd", "."])
      expect(() => files.path(key)).toThrow("leaves");
  });
});
