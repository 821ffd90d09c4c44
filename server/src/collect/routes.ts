import type { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { App } from "../platform/index.ts";
import * as contract from "./contract.ts";
import { cancelIntake } from "./intake/cancel-intake.ts";
import { publishVersion } from "./intake/publish-version.ts";
import { readFindings } from "./intake/read-findings.ts";
import { listIntakes, readIntake } from "./intake/read-intakes.ts";
import { receiveBytes } from "./intake/receive-bytes.ts";
import { requestLoad } from "./intake/request-load.ts";
import { startIntake } from "./intake/start-intake.ts";
import type { CollectNeeds } from "./needs.ts";
import { refuse } from "./refusals.ts";

const base = "/api/v1/intakes";
const tags = ["collect"];
/** The media type of a piece of a file (as in tus 1.0 and the IETF's resumable uploads). */
const pieceType = "application/offset+octet-stream";

/** Intake over HTTP: from the first byte to the published version. */
export function registerCollect(app: App, needs: CollectNeeds): void {
  registerContent(app, needs);

  app.post(
    base,
    {
      config: { machines: "data:deliver" },
      schema: {
        tags,
        summary: "登记要上传的文件 / begin an intake",
        body: contract.startBody,
        response: { 201: contract.intake },
      },
    },
    async ({ body, caller }, reply) => {
      const { id } = await startIntake(needs, caller, body);
      return reply
        .code(201)
        .header("location", `${base}/${id}`)
        .send(await readIntake(needs, caller, id));
    },
  );

  app.get(
    base,
    {
      config: { machines: "data:deliver" },
      schema: {
        tags,
        summary: "本单位的文件 / intakes of the own organisation",
        querystring: contract.listQuery,
        response: { 200: contract.intakePage },
      },
    },
    ({ query, caller }) => listIntakes(needs, caller, query),
  );

  app.get(
    `${base}/:id`,
    {
      config: { machines: "data:deliver" },
      schema: {
        tags,
        summary: "一个文件 / one intake",
        params: contract.intakeParams,
        response: { 200: contract.intake },
      },
    },
    ({ params, caller }) => readIntake(needs, caller, params.id),
  );

  app.delete(
    `${base}/:id`,
    {
      config: { machines: "data:deliver" },
      schema: { tags, summary: "取消 / cancel an intake", params: contract.intakeParams },
    },
    async ({ params, caller }, reply) => {
      await cancelIntake(needs, caller, params.id);
      return reply.code(204).send();
    },
  );

  app.post(
    `${base}/:id/load`,
    {
      config: { machines: "data:deliver" },
      schema: {
        tags,
        summary: "按确认的对应关系装载 / load with a mapping",
        params: contract.intakeParams,
        body: contract.loadBody,
        response: { 202: contract.intake },
      },
    },
    async ({ params, body, caller }, reply) => {
      await requestLoad(needs, caller, params.id, body);
      return reply.code(202).send(await readIntake(needs, caller, params.id));
    },
  );

  app.post(
    `${base}/:id/publish`,
    {
      config: { machines: "data:deliver" },
      schema: {
        tags,
        summary: "确认并发布为新版本 / publish as the next version",
        params: contract.intakeParams,
        body: contract.publishBody,
        response: { 200: contract.published },
      },
    },
    async ({ params, body, caller }) => {
      const v = await publishVersion(needs, caller, params.id, body.note);
      const { entry, n, rows, bytes, sha256, source } = v;
      return { entry, version: n, publishedAt: v.published_at.toISOString(), rows, bytes, sha256, source };
    },
  );

  app.get(
    `${base}/:id/findings`,
    {
      config: { machines: "data:deliver" },
      schema: {
        tags,
        summary: "未通过一条规则的行 / rows that fail a rule",
        params: contract.intakeParams,
        querystring: contract.findingsQuery,
        response: { 200: contract.findingsPage },
      },
    },
    ({ params, query, caller }) => readFindings(needs, caller, params.id, query),
  );
}

/** The bytes themselves, in pieces that may break off and go on. */
function registerContent(app: App, needs: CollectNeeds): void {
  const content = `${base}/:id/content`;
  // Handed on as the stream it is: a file never stands in memory.
  app.addContentTypeParser(pieceType, (_request, payload, done) => done(null, payload));

  app.patch(
    content,
    {
      config: { machines: "data:deliver", streams: true },
      schema: {
        tags,
        summary: "上传下一段 / send the next piece",
        params: contract.intakeParams,
        consumes: [pieceType],
      },
    },
    async (request, reply) => {
      const bytes = request.body as Readable | undefined;
      if (typeof bytes?.pipe !== "function") throw refuse("piece_type", { params: { type: pieceType } });
      const offset = headerNumber(request.headers["upload-offset"]);
      // Whoever is refused has not been read to the end; the rest of the body is not waited for.
      reply.header("connection", "close");
      if (offset === undefined) throw refuse("offset_missing");
      const length = headerNumber(request.headers["content-length"]);
      const { id } = request.params;
      const received = await receiveBytes(needs, request.caller, {
        id,
        offset,
        bytes,
        ...(length === undefined ? {} : { length }),
      });
      reply.removeHeader("connection");
      return offsetReply(reply.code(204), received).send();
    },
  );

  app.head(
    content,
    {
      config: { machines: "data:deliver" },
      schema: { tags, summary: "已收到多少 / how much has arrived", params: contract.intakeParams },
    },
    async ({ params, caller }, reply) => {
      const { received, bytes } = await readIntake(needs, caller, params.id);
      return offsetReply(reply.code(200), received).header("upload-length", String(bytes)).send();
    },
  );
}

const offsetReply = (reply: FastifyReply, received: number) =>
  reply.header("upload-offset", String(received)).header("cache-control", "no-store");

/** A count of bytes in a header; undefined where there is none or it is not one. */
function headerNumber(value: string | string[] | undefined): number | undefined {
  const parsed = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
