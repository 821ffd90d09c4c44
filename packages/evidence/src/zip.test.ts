import { crc32, deflateRawSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { pack } from "../test/made-case.ts";
import { maxFileBytes, maxHtmlBytes, maxPackBytes } from "./bounds.ts";
import { readZip, verifyPack, writeZip } from "./index.ts";

const sound = await pack();
const codeOf = (bytes: Uint8Array) => verifyPack(bytes, { keys: [], witnesses: [] }).findings[0]?.code;

/** A ZIP of files as a hand would forge it: sizes, checksums and names as said. */
function handmade(
  files: readonly {
    name: string;
    bytes?: Uint8Array;
    size?: number;
    crc?: number;
    flags?: number;
    method?: number;
    /** Time of the file as the format keeps it, and what its host says of it. */
    time?: number;
    attributes?: number;
    /** Bytes that stand behind the end of the compressed ones. */
    behind?: string;
  }[],
  between = 0,
): Uint8Array {
  const parts: Buffer[] = [];
  const listed: Buffer[] = [];
  let at = 0;
  for (const {
    name,
    bytes = new Uint8Array(0),
    size = bytes.length,
    crc = crc32(bytes),
    flags = 0,
    method = 8,
    time = 0x210000,
    attributes = 0,
    behind = "",
  } of files) {
    const packed = Buffer.concat([method === 8 ? deflateRawSync(bytes) : bytes, Buffer.from(behind)]);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(time, 6);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([
      Buffer.from("PK\x03\x04", "latin1"),
      fields,
      Buffer.from(name),
      packed,
      Buffer.alloc(between),
    ]);
    const offset = Buffer.alloc(14);
    offset.writeUInt32LE(attributes, 6);
    offset.writeUInt32LE(at, 10);
    listed.push(
      Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, offset, Buffer.from(name)]),
    );
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, directory, end]));
}

describe("a pack's ZIP", () => {
  it("comes back as it was written, and is read when made by hand as well", () => {
    const files = [
      ["manifest.json", Uint8Array.of(123, 125)],
      ["checkpoint", new Uint8Array(5000)],
    ] as const;
    expect([...readZip(writeZip(files))]).toEqual(files);
    expect(readZip(handmade([{ name: "checkpoint", bytes: new Uint8Array(9) }])).get("checkpoint")).toEqual(
      new Uint8Array(9),
    );
  });

  const refused: [what: string, bytes: Uint8Array, found: string][] = [
    ["nothing at all", new Uint8Array(0), "zip.broken"],
    ["something else", new Uint8Array(100).fill(80), "zip.broken"],
    ["one cut short", sound.subarray(0, sound.length - 1), "zip.broken"],
    ["bytes before it", Buffer.concat([Buffer.from("#!"), sound]), "zip.broken"],
    ["bytes after it", Buffer.concat([sound, Buffer.from("x")]), "zip.broken"],
    ["a gap", handmade([{ name: "checkpoint" }, { name: "words.json" }], 3), "zip.broken"],
    ["a gap at the end", handmade([{ name: "checkpoint" }], 1), "zip.broken"],
    ["a name twice", handmade([{ name: "checkpoint" }, { name: "checkpoint" }]), "zip.duplicate"],
    ["a path upwards", handmade([{ name: "../checkpoint" }]), "zip.bad_name"],
    ["an absolute path", handmade([{ name: "/etc/passwd" }]), "zip.bad_name"],
    ["a drive", handmade([{ name: "c:\\x" }]), "zip.bad_name"],
    ["a folder", handmade([{ name: "acts/" }]), "zip.bad_name"],
    ["a capital letter's twin", handmade([{ name: "Checkpoint" }]), "zip.bad_name"],
    ["a name of JavaScript's own", handmade([{ name: "__proto__" }]), "zip.bad_name"],
    [
      "a name that is no UTF-8",
      Buffer.from(
        Buffer.from(handmade([{ name: "checkpoint" }]))
          .toString("latin1")
          .replaceAll("checkpoint", "checkpoin\xff"),
        "latin1",
      ),
      "zip.bad_name",
    ],
    ["an unknown file", handmade([{ name: "readme.txt" }]), "file.unknown"],
    ["an entry 0", handmade([{ name: "acts/0000/entry.json" }]), "file.unknown"],
    ["encryption", handmade([{ name: "checkpoint", flags: 1 }]), "zip.broken"],
    ["sizes told afterwards", handmade([{ name: "checkpoint", flags: 8 }]), "zip.broken"],
    ["another method", handmade([{ name: "checkpoint", method: 12 }]), "zip.broken"],
    [
      "a bomb that says it is small",
      handmade([{ name: "checkpoint", bytes: new Uint8Array(50 << 20), size: 100 }]),
      "zip.bomb",
    ],
    [
      "one that says it is larger than it is",
      handmade([{ name: "checkpoint", bytes: new Uint8Array(5), size: 6 }]),
      "zip.bomb",
    ],
    [
      "a bomb that says what it is",
      handmade([{ name: "checkpoint", bytes: new Uint8Array(maxFileBytes + 1) }]),
      "zip.too_large",
    ],
    ["a page too large", handmade([{ name: "index.html", size: maxHtmlBytes + 1 }]), "zip.too_large"],
    [
      "files that are too much together",
      handmade(
        Array.from({ length: 9 }, (_, i) => ({ name: `acts/000${i + 1}/entry.json`, size: maxFileBytes })),
      ),
      "zip.too_large",
    ],
    ["a pack too large", new Uint8Array(maxPackBytes + 1), "zip.too_large"],
    ["a link", handmade([{ name: "checkpoint", attributes: 0o120777 * 65536 }]), "zip.broken"],
    ["a time", handmade([{ name: "checkpoint", time: 0x5d780000 }]), "zip.broken"],
    ["bytes behind a file's own", handmade([{ name: "checkpoint", behind: "x" }]), "zip.broken"],
    [
      "bytes behind a stored file's own",
      handmade([{ name: "checkpoint", method: 0, behind: "x" }]),
      "zip.bomb",
    ],
    ["a wrong checksum", handmade([{ name: "checkpoint", bytes: Uint8Array.of(1), crc: 7 }]), "zip.damaged"],
    [
      "extra fields",
      zipSync({ checkpoint: [new Uint8Array(1), { extra: { 9: Uint8Array.of(1) } }] }),
      "zip.broken",
    ],
  ];
  for (const [what, bytes, found] of refused)
    it(`refuses ${what}: ${found}`, () => expect(codeOf(new Uint8Array(bytes))).toBe(found));

  it("never throws for a changed byte, and finds it", () => {
    for (let at = 0; at < sound.length; at += 37) {
      const bytes = sound.slice();
      bytes[at]! ^= 0x41;
      const { ok, findings } = verifyPack(bytes, { keys: [], witnesses: [] });
      expect({ at, ok, found: findings.length > 0 }).toEqual({ at, ok: false, found: true });
    }
  });
});
