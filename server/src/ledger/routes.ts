import { encodeBundle, openCheckpoint, parseTilePath, tileWidth } from "@zhanqiao/tlog";
import { z } from "zod";
import { type App, anyone, type Database, type Files } from "../platform/index.ts";
import * as contract from "./contract.ts";
import { caseReceipts, followedReceipts } from "./prove.ts";
import { refuse } from "./refusals.ts";
import { tileKey } from "./sequence.ts";
import type { SigningKey } from "./signing-key.ts";
import { entriesBetween, readHead } from "./store.ts";

export interface LedgerNeeds {
  readonly db: Database;
  readonly files: Files;
  readonly key: SigningKey;
  readonly origin: string;
}

/** The log for the world (C2SP tlog-tiles, read-only) and the receipts of cases. */
export function registerLedger(app: App, needs: LedgerNeeds): void {
  const tags = ["ledger"];
  const head = () => needs.db.reading(anyone, (tx) => readHead(tx));

  app.get(
    "/checkpoint",
    { schema: { tags, summary: "签名检查点 / signed checkpoint" } },
    async (_request, reply) => {
      const checkpoint = (await head())?.checkpoint;
      if (!checkpoint) throw refuse("not_published");
      return reply.type("text/plain; charset=utf-8").header("cache-control", "no-store").send(checkpoint);
    },
  );

  app.get(
    "/tile/*",
    {
      schema: {
        tags,
        summary: "日志分片 / tiles and entry bundles",
        params: z.object({ "*": z.string().max(100) }),
      },
    },
    async ({ params }, reply) => {
      const path = `tile/${params["*"]}`;
      const tile = parsed(path);
      const published = (await head())?.published ?? 0;
      const first = tile.index * tileWidth * (tile.level === "entries" ? 1 : tileWidth ** tile.level);
      if (first >= published) throw refuse("no_tile");
      const bytes =
        tile.level === "entries" ? await bundle(needs.db, tile, published) : await file(needs.files, path);
      return reply
        .type("application/octet-stream")
        .header(
          "cache-control",
          tile.width === tileWidth ? "public, max-age=31536000, immutable" : "public, max-age=3600",
        )
        .send(Buffer.from(bytes));
    },
  );

  app.get(
    "/api/v1/ledger",
    { schema: { tags, summary: "存证日志现状 / state of the log", response: { 200: contract.ledgerHead } } },
    async () => {
      const now = await head();
      if (!now?.checkpoint) throw refuse("not_published");
      const { size, root } = openCheckpoint(now.checkpoint, {
        origin: needs.origin,
        log: needs.key.verifier,
      });
      return {
        origin: needs.origin,
        key: needs.key.verifierKey,
        size,
        root: Buffer.from(root).toString("base64"),
        checkpoint: now.checkpoint,
        publishedAt: now.published_at!.toISOString(),
      };
    },
  );

  app.get(
    "/api/v1/cases/:id/receipts",
    {
      config: { machines: "cases:read" },
      schema: {
        tags,
        summary: "办件存证回执 / receipts of a case",
        params: z.object({ id: z.string().max(60) }),
        response: { 200: contract.receipts },
      },
    },
    ({ params, caller }) => caseReceipts(needs, caller, params.id),
  );

  app.post(
    "/api/v1/follow-up/receipts",
    {
      schema: {
        tags,
        summary: "凭编号取得回执 / receipts without an account",
        body: z.object({ number: z.string().max(40), secret: z.string().max(60) }),
        response: { 200: contract.receipts },
      },
    },
    ({ body }) => followedReceipts(needs, body),
  );
}

function parsed(path: string) {
  try {
    return parseTilePath(path);
  } catch {
    throw refuse("no_tile");
  }
}

async function file(files: Files, path: string): Promise<Uint8Array> {
  if (!files.exists(tileKey(path))) throw refuse("no_tile");
  return files.read(tileKey(path));
}

/**
 * An entry bundle from the database's own rows, not from the file written when they were placed: whoever changes,
 * drops or reorders a row changes what the world reads, and the signed checkpoint convicts it.
 */
async function bundle(
  db: Database,
  tile: { index: number; width: number },
  published: number,
): Promise<Uint8Array> {
  const from = tile.index * tileWidth;
  if (from + tile.width > published) throw refuse("no_tile");
  const rows = await db.reading(anyone, (tx) => entriesBetween(tx, from, from + tile.width));
  return encodeBundle(rows.map((row) => new Uint8Array(row.bytes)));
}
