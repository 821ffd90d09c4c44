import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeGb18030, Gb18030Decoder } from "./gb18030.ts";

const oracle = (bytes: Uint8Array): string => new TextDecoder("gb18030", { ignoreBOM: true }).decode(bytes);
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function decode(bytes: Uint8Array, borders: number[] = []): { text: string; decoder: Gb18030Decoder } {
  const decoder = new Gb18030Decoder();
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const at of [...borders.map((b) => b % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    parts.push(decoder.write(bytes.subarray(from, at)));
    from = at;
  }
  parts.push(decoder.finish());
  return { text: utf8.decode(Buffer.concat(parts)), decoder };
}

describe("GB18030 decoder", () => {
  it("reads every two-byte pair as TextDecoder does, malformed ones included", () => {
    for (let lead = 0x80; lead <= 0xff; lead++) {
      for (let trail = 0; trail <= 0xff; trail++) {
        const bytes = Uint8Array.of(lead, trail, 0x41);
        const { text } = decode(bytes);
        if (text !== oracle(bytes)) expect(`${lead} ${trail} ${text}`).toBe(oracle(bytes));
      }
    }
  });

  it("reads every four-byte form as TextDecoder does", () => {
    const bytes: number[] = [];
    for (let a = 0x81; a <= 0xfe; a++)
      for (let b = 0x30; b <= 0x39; b++)
        for (let c = 0x81; c <= 0xfe; c++) for (let d = 0x30; d <= 0x39; d++) bytes.push(a, b, c, d);
    const all = Uint8Array.from(bytes);
    expect(decode(all).text === oracle(all)).toBe(true);
  });

  it("equals TextDecoder on any bytes with chunk borders anywhere", () => {
    const leadish = fc.oneof(
      fc.integer({ min: 0x81, max: 0xfe }),
      fc.integer({ min: 0x30, max: 0x39 }),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(
        fc.array(leadish, { maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (bytes, borders) => {
          const input = Uint8Array.from(bytes);
          expect(decode(input, borders).text).toBe(oracle(input));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it("says where malformed sequences are, whatever the chunks", () => {
    const bytes = Uint8Array.of(0x41, 0xff, 0xc7, 0xe0, 0x81, 0x20, 0xb5);
    for (const borders of [[], [1], [3], [5], [1, 2, 3, 4, 5, 6]]) {
      const { decoder } = decode(bytes, borders);
      expect(decoder.errors).toEqual({ count: 3, at: [1, 4, 6] });
      expect(decoder.cut).toBe(true);
    }
  });

  it("tells GB2312, GBK and four-byte GB18030 apart", () => {
    expect(decode(Uint8Array.of(0x41)).decoder.narrowest).toBe("ascii");
    expect(decode(Uint8Array.of(0xc7, 0xe0)).decoder.narrowest).toBe("gb2312");
    expect(decode(Uint8Array.of(0xc7, 0xe0, 0x86, 0xb4)).decoder.narrowest).toBe("gbk");
    expect(decode(Uint8Array.of(0xc7, 0xe0, 0x82, 0x30, 0x81, 0x30)).decoder.narrowest).toBe("gb18030");
  });

  it("decodes a stream", async () => {
    async function* source() {
      yield Uint8Array.of(0xc7);
      yield Uint8Array.of(0xe0, 0xb5);
      yield Uint8Array.of(0xba);
    }
    const parts: Uint8Array[] = [];
    for await (const part of decodeGb18030(source())) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe("青岛");
  });
});

it("keeps half a character whole although the caller uses its buffer again", () => {
  const decoder = new Gb18030Decoder();
  const buffer = Buffer.from([0xd6, 0xd0, 0xb9]);
  const parts = [Buffer.from(decoder.write(buffer))];
  buffer.fill(0x41);
  parts.push(Buffer.from(decoder.write(Buffer.from([0xfa]))), Buffer.from(decoder.finish()));
  expect(Buffer.concat(parts).toString("utf8")).toBe("中国");
});
