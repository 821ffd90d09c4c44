import { createHash } from "node:crypto";
import { encodeBundle, hashSize, parseTilePath, type Tile, tilePath, tileWidth } from "@zhanqiao/tlog";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type App, anyone, type Database, type Files } from "../platform/index.ts";
import { readIfThere, tileKey } from "./log-files.ts";
import { refuse } from "./refusals.ts";
import { servedCheckpoint } from "./served-checkpoint.ts";
import { entriesBetween, readHead } from "./store.ts";

const tags = ["ledger"];

/**
 * The log for the world, as C2SP tlog-tiles says: `/checkpoint`, `/tile/<L>/<N>[.p/<W>]`, `/tile/entries/<N>[.p/<W>]`,
 * read-only. Any site may read them, so that a verifier can run in anybody's browser.
 */
export function serveLog(app: App, { db, files }: { db: Database; files: Files }): void {
  app.get(
    "/checkpoint",
    { schema: { tags, summary: "签名检查点 / signed checkpoint" } },
    async (request, reply) => {
      openToAll(reply);
      const checkpoint = await db.reading(anyone, servedCheckpoint);
      if (!checkpoint) throw refuse("not_published");
      // Asked for anew each time; a client that has it is told so by its ETag.
      return answer(request, reply, Buffer.from(checkpoint), "text/plain; charset=utf-8", "no-cache");
    },
  );

  app.get(
    "/tile/*",
    {
      // A mirror asks for many, and each is a file or one range of rows: only the limit of the address holds.
      config: { limit: "none" },
      schema: {
        tags,
        summary: "日志分片 / tiles and entry bundles",
        params: z.object({ "*": z.string().max(100) }),
      },
    },
    async (request, reply) => {
      openToAll(reply);
      const tile = parsed(`tile/${(request.params as { "*": string })["*"]}`);
      const published = (await db.reading(anyone, (tx) => readHead(tx)))?.published ?? 0;
      const span = tile.level === "entries" ? 1 : tileWidth ** tile.level;
      if ((tile.index * tileWidth + tile.width) * span > published) throw refuse("no_tile");
      const bytes = tile.level === "entries" ? await bundle(db, tile) : await hashes(files, tile, published);
      // A tile of a width never changes, whether full or partial: the log only grows.
      return answer(request, reply, bytes, "application/octet-stream", "public, max-age=31536000, immutable");
    },
  );
}

function openToAll(reply: FastifyReply): void {
  reply.header("access-control-allow-origin", "*").header("access-control-expose-headers", "etag");
  reply.header("cross-origin-resource-policy", "cross-origin");
  // What is not there yet may be there in a second.
  reply.header("cache-control", "no-store");
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: Uint8Array,
  type: string,
  caching: string,
): FastifyReply {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  reply.header("etag", etag).header("cache-control", caching);
  const known = request.headers["if-none-match"];
  if (known?.split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim())))
    return reply.code(304).send();
  return reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function parsed(path: string): Tile {
  try {
    return parseTilePath(path);
  } catch {
    throw refuse("no_tile");
  }
}

/** A hash tile; a partial one that was swept is the beginning of the tile that grew out of it. */
async function hashes(files: Files, tile: Tile, published: number): Promise<Uint8Array> {
  const span = tileWidth ** Number(tile.level);
  const now = Math.min(Math.floor(published / span) - tile.index * tileWidth, tileWidth);
  for (const width of new Set([tile.width, tileWidth, now])) {
    const bytes = await readIfThere(files, tileKey(tilePath({ ...tile, width })));
    if (bytes) return bytes.subarray(0, tile.width * hashSize);
  }
  throw refuse("no_tile");
}

/**
 * An entry bundle from the database's own rows, not from the file written when they were placed: whoever changes,
 * drops or reorders a row changes what the world reads, and the signed checkpoint convicts it.
 */
async function bundle(db: Database, tile: Tile): Promise<Uint8Array> {
  const from = tile.index * tileWidth;
  const rows = await db.reading(anyone, (tx) => entriesBetween(tx, from, from + tile.width));
  return encodeBundle(rows.map((row) => new Uint8Array(row.bytes)));
}
