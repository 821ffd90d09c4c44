import { z } from "zod";
import { type App, anyone, type Database, type Files } from "../platform/index.ts";
import * as contract from "./contract.ts";
import { opened } from "./log-files.ts";
import { caseReceipts, followedReceipts } from "./prove.ts";
import { refuse } from "./refusals.ts";
import { serveLog } from "./serve.ts";
import { servedCheckpoint } from "./served-checkpoint.ts";
import type { SigningKey } from "./signing-key.ts";
import { readHead, witnessStates } from "./store.ts";
import type { Witness } from "./witness-list.ts";

export interface LedgerNeeds {
  readonly db: Database;
  readonly files: Files;
  readonly key: SigningKey;
  readonly origin: string;
  /** Shown in the state of the log. */
  readonly witnesses?: readonly Pick<Witness, "name">[];
}

/** The log for the world (C2SP tlog-tiles, read-only) and the receipts of cases. */
export function registerLedger(app: App, needs: LedgerNeeds): void {
  const tags = ["ledger"];

  serveLog(app, needs);

  app.get(
    "/api/v1/ledger",
    { schema: { tags, summary: "存证日志现状 / state of the log", response: { 200: contract.ledgerHead } } },
    async () => {
      const { now, served, states } = await needs.db.reading(anyone, async (tx) => ({
        now: await readHead(tx),
        served: await servedCheckpoint(tx),
        states: await witnessStates(tx),
      }));
      if (!now?.checkpoint || !served) throw refuse("not_published");
      const { size, root } = opened(now.checkpoint, needs);
      return {
        origin: needs.origin,
        key: needs.key.verifierKey,
        size,
        root: Buffer.from(root).toString("base64"),
        checkpoint: served,
        publishedAt: now.published_at!.toISOString(),
        ...(needs.key.second ? { secondKey: needs.key.second.verifierKey } : {}),
        witnesses: (needs.witnesses ?? []).map(({ name }) => {
          const state = states.find((one) => one.witness === name);
          return {
            ...{ name, size: state?.size ?? 0, trouble: state?.trouble ?? null },
            cosignedAt: state?.cosigned_at?.toISOString() ?? null,
          };
        }),
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
