import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { App } from "../platform/index.ts";
import { caseEvidence, type Evidence, type EvidenceNeeds, followedEvidence } from "./evidence.ts";

export type { EvidenceNeeds } from "./evidence.ts";

const description =
  "ZIP（application/zip）：packages/evidence/README.md 说明格式，zhanqiao-verify 离线核验。最近的办理行为尚未进入检查点时最多等 2 秒，仍未进入则 503。 / A ZIP; its format is in packages/evidence/README.md, zhanqiao-verify checks it offline. Waits up to 2 s for the latest act to be in a checkpoint, then 503.";

/** Cases as evidence packs: for staff who may see the case, and for applicants with number and secret. */
export function registerEvidence(app: App, needs: EvidenceNeeds): void {
  const tags = ["ledger"];

  app.get(
    "/api/v1/cases/:id/evidence",
    {
      config: { limit: "heavy" },
      schema: {
        ...{ tags, summary: "证据包 / evidence pack of a case", description },
        params: z.object({ id: z.string().max(60) }),
      },
    },
    async ({ params, caller }, reply) => send(reply, await caseEvidence(needs, caller, params.id)),
  );

  app.post(
    "/api/v1/follow-up/evidence",
    {
      config: { limit: "heavy" },
      schema: {
        ...{ tags, summary: "凭编号下载证据包 / evidence pack without an account", description },
        body: z.object({ number: z.string().max(40), secret: z.string().max(60) }),
      },
    },
    async ({ body }, reply) => send(reply, await followedEvidence(needs, body)),
  );
}

function send(reply: FastifyReply, { name, zip }: Evidence) {
  return reply
    .type("application/zip")
    .header("content-disposition", `attachment; filename="${name}"`)
    .header("cache-control", "private, no-store")
    .send(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength));
}
