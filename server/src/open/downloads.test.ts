import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quoteText, startDuck } from "../platform/engine/index.ts";
import { items, parkingRows, remarks, type TestOpen, testOpen } from "./testing.ts";

const q = encodeURIComponent;

describe("open files (Art. 30)", () => {
  let t: TestOpen;
  let code: string;
  const rows = parkingRows(300).map(({ phone: _phone, ...rest }) => rest);

  beforeAll(async () => {
    t = await testOpen();
    ({ code } = await t.publishedDataset(300));
  }, 120_000);
  afterAll(() => t.close());

  describe("a download", () => {
    const download = (query: string, headers: Record<string, string> = {}, of = code) =>
      t.get(`/datasets/${of}/download?${query}`, headers);

    it("as CSV holds every open cell, and no cell a spreadsheet would run", async () => {
      const answer = await download("format=csv");
      expect(answer.statusCode).toBe(200);
      const path = join(t.dir, "round-trip.csv");
      await writeFile(path, answer.rawPayload);
      const duck = await startDuck({
        folders: [t.dir],
        threads: 1,
        memoryLimit: "200MiB",
        temp: join(t.dir, "tmp"),
        connections: 1,
      });
      const { columns, rows: read } = await duck.run(
        `SELECT * FROM read_csv(${quoteText(path)}, all_varchar = true, header = true)`,
      );
      duck.kill();
      expect(columns).toEqual(["停车场名称", "所在区", "泊位总数", "启用日期", "备注"]);
      const neutral = (text: string) => (/^[=+\-@＝]/.test(text) && text !== "-12.5" ? `'${text}` : text);
      expect(read).toEqual(
        rows.map((r) => [r.name, r.district, String(r.spaces), r.opened, neutral(r.remark)]),
      );
      for (const i of [0, 1, 2, 3, 4])
        expect(answer.body).not.toMatch(
          new RegExp(`[,"]${remarks[i]!.slice(0, 4).replace(/[+|*()]/g, "\\$&")}`, "u"),
        );
      expect(answer.body).toContain(",-12.5\n");
      expect(answer.body).not.toContain("13810000000");
    });

    it("begins with a byte order mark where asked for, and ranges count it", async () => {
      const plain = await download("format=csv");
      const marked = await download("format=csv&bom=true");
      expect(marked.rawPayload).toEqual(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain.rawPayload]));
      expect(marked.headers["content-length"]).toBe(String(plain.rawPayload.length + 3));
      for (const [range, start, end] of [
        ["bytes=0-1", 0, 2],
        ["bytes=1-10", 1, 11],
        ["bytes=3-9", 3, 10],
        ["bytes=-5", -5, undefined],
      ] as const) {
        const part = await download("format=csv&bom=true", { range });
        expect([range, part.statusCode]).toEqual([range, 206]);
        expect(part.rawPayload).toEqual(marked.rawPayload.subarray(start, end));
      }
      expect((await download("format=csv", { range: "bytes=99999999-" })).statusCode).toBe(416);
    });

    it("as JSON is the data as it is; as Parquet without the closed column", async () => {
      expect((await download("format=json")).json()).toEqual(rows);
      const parquet = await download("format=parquet");
      const path = join(t.dir, "round-trip.parquet");
      await writeFile(path, parquet.rawPayload);
      const duck = await startDuck({
        folders: [t.dir],
        threads: 1,
        memoryLimit: "200MiB",
        temp: join(t.dir, "tmp"),
        connections: 1,
      });
      const read = await duck.run(`SELECT * FROM read_parquet(${quoteText(path)})`);
      duck.kill();
      expect(read.columns).toEqual(["name", "district", "spaces", "opened", "remark"]);
      expect(read.rows).toEqual(rows.map((r) => Object.values(r)));
    });

    it("is the stored Parquet file itself where no column is closed", async () => {
      const open = await t.publishedDataset(4, {
        name: "全部公开名录",
        items: items.slice(0, 5),
        grade: "L2",
      });
      const answer = await download("format=parquet", {}, open.code);
      expect(createHash("sha256").update(answer.rawPayload).digest("hex")).toBe(open.version.sha256);
      expect(answer.headers.etag).toBe(`"${open.version.sha256}"`);
    });

    it("has the SHA-256 of its bytes as ETag; whoever has them is sent nothing", async () => {
      const answer = await download("format=csv");
      const etag = `"${createHash("sha256").update(answer.rawPayload).digest("hex")}"`;
      expect(answer.headers.etag).toBe(etag);
      const again = await download("format=csv", { "if-none-match": `"x", ${etag}` });
      expect([again.statusCode, again.body]).toEqual([304, ""]);
      const moved = await download("format=csv", { range: "bytes=0-3", "if-range": '"older"' });
      expect([moved.statusCode, moved.rawPayload.length]).toEqual([200, answer.rawPayload.length]);
      const head = await t.get(`/datasets/${code}/download?format=csv`, {}, "HEAD");
      expect([head.headers["content-length"], head.body]).toEqual([answer.headers["content-length"], ""]);
    });

    it("has a Chinese name that no title can turn into another header", async () => {
      const answer = await download("format=csv");
      expect(answer.headers["content-disposition"]).toBe(
        `attachment; filename="${code}-v1.csv"; filename*=UTF-8''${q("公共停车场泊位信息-v1.csv")}`,
      );
      const hostile = await t.publishedDataset(3, { name: '恶意"名录;\u202e../../x\tfile' });
      const named = await download("format=json", {}, hostile.code);
      expect(named.statusCode).toBe(200);
      expect(named.headers["content-disposition"]).toMatch(
        /^attachment; filename="[a-z0-9-]+\.json"; filename\*=UTF-8''[A-Za-z0-9%._-]+$/,
      );
      expect(named.headers["set-cookie"]).toBeUndefined();
    });

    it("is made once, however many ask at once", async () => {
      const many = await t.publishedDataset(50, { name: "热门名录" });
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => download("format=csv", {}, many.code)),
      );
      expect(new Set(answers.map((a) => a.headers.etag)).size).toBe(1);
      expect((await download("format=ods")).statusCode).toBe(400);
    });
  });
});
