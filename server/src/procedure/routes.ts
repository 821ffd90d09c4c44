import { dayOf, type RuleId, ruleFor } from "@zhanqiao/law";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { type App, Refusal, thePlatform } from "../platform/index.ts";
import { actOnCase, openCase } from "./command.ts";
import * as contract from "./contract.ts";
import type { Declaration } from "./declaration.ts";
import type { EngineNeeds } from "./perform.ts";
import { followCase, listCases, showCase } from "./read.ts";
import { refuse } from "./refusals.ts";
import { procedureStatistics } from "./statistics.ts";
import { type CaseView, contentsSchema } from "./view.ts";

/** Everything about cases over HTTP: one set of endpoints for every declared procedure. */
export function registerProcedures(app: App, needs: EngineNeeds): void {
  const tags = ["procedures"];
  const key = z.object({ id: z.string().max(60) });

  app.get(
    "/api/v1/procedures",
    {
      config: { machines: "any" },
      schema: {
        tags,
        summary: "所有程序 / every declared procedure",
        response: { 200: z.object({ items: z.array(contract.procedureView) }) },
      },
    },
    async () => ({ items: needs.modules.map((m) => viewDeclaration(needs, m.declaration)) }),
  );

  app.get(
    "/api/v1/procedures/:name",
    {
      config: { machines: "any" },
      schema: {
        tags,
        summary: "一个程序 / one procedure",
        params: z.object({ name: z.string().max(60) }),
        response: { 200: contract.procedureView },
      },
    },
    async ({ params }) => {
      const found = needs.modules.find(
        (m) => m.declaration.name === params.name || m.declaration.id === params.name,
      );
      if (!found) throw refuse("unknown_procedure", { params: { name: params.name } });
      return viewDeclaration(needs, found.declaration);
    },
  );

  app.post(
    "/api/v1/cases",
    {
      schema: {
        tags,
        summary: "新开办件 / open a case",
        body: contract.openBody,
        response: { 201: contract.opened },
      },
    },
    async ({ body, caller, ip }, reply) => {
      const { id, followUp } = await openCase(needs, caller, { ...body, address: ip });
      const view = caller.kind === "staff" ? await showCase(needs, caller, id).catch(ignoreUnseen) : null;
      if (view) tag(reply, view);
      return reply.code(201).send({ case: view, ...(followUp ? { followUp } : {}) });
    },
  );

  app.get(
    "/api/v1/cases",
    {
      config: { machines: "cases:read" },
      schema: {
        tags,
        summary: "待办与办件 / the queue",
        querystring: contract.queueQuery,
        response: { 200: contract.queuePage },
      },
    },
    ({ query, caller }) => listCases(needs, caller, query),
  );

  app.get(
    "/api/v1/cases/:id",
    {
      config: { machines: "cases:read" },
      schema: { tags, summary: "一件办件 / one case", params: key, response: { 200: contract.caseView } },
    },
    async ({ params, caller }, reply) => tag(reply, await showCase(needs, caller, params.id)),
  );

  app.post(
    "/api/v1/cases/:id/actions/:action",
    {
      schema: {
        tags,
        summary: "办理 / act on a case",
        params: key.extend({ action: z.string().max(60) }),
        headers: z.looseObject({ "if-match": z.string().max(40).optional() }),
        body: contract.actBody,
        response: { 200: contract.caseView.nullable() },
      },
    },
    async ({ params, body, headers, caller }, reply) => {
      const version = Number(/^(?:W\/)?"?(\d{1,9})"?$/.exec(headers["if-match"] ?? "")?.[1] ?? Number.NaN);
      if (Number.isNaN(version)) throw refuse("version_needed");
      await actOnCase(needs, caller, {
        key: params.id,
        action: params.action,
        version,
        contents: body.contents,
      });
      // An act may end the caller's own sight of the case (a withdrawn draft, a case handed over).
      const view = await showCase(needs, caller, params.id).catch(ignoreUnseen);
      return view ? tag(reply, view) : reply.send(null);
    },
  );

  app.post(
    "/api/v1/cases/actions",
    {
      schema: {
        tags,
        summary: "批量办理 / act on several cases",
        body: contract.bulkBody,
        response: { 200: contract.bulkDone },
      },
    },
    async ({ body, caller }) => {
      const done: string[] = [];
      const refused: z.output<typeof contract.bulkDone>["refused"] = [];
      for (const { id, version } of body.cases) {
        try {
          const view = await showCase(needs, caller, id);
          const can = view.can.find((c) => c.action === body.action);
          if (can && !can.bulk) throw refuse("not_bulk", { params: { action: can.title.zh } });
          await actOnCase(needs, caller, { key: id, action: body.action, version, contents: body.contents });
          done.push(id);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          refused.push({ id, code: error.code, detail: error.text });
        }
      }
      return { done, refused };
    },
  );

  app.post(
    "/api/v1/follow-up",
    {
      schema: {
        tags,
        summary: "凭编号查询 / follow a case without an account",
        body: contract.followUpBody,
        response: { 200: contract.followUpView },
      },
    },
    ({ body }) => followCase(needs, body),
  );

  app.get(
    "/api/v1/statistics/procedures",
    { schema: { tags, summary: "办理时限 / how duties are met", response: { 200: contract.statistics } } },
    () =>
      needs.db.reading(thePlatform, (tx) =>
        procedureStatistics(tx, {
          declarations: needs.modules.map((m) => m.declaration),
          now: needs.clock.now(),
          calendar: needs.statute.calendar(),
        }),
      ),
  );
}

function tag(reply: FastifyReply, view: CaseView): CaseView {
  reply.header("etag", `"${view.version}"`);
  return view;
}

function ignoreUnseen(error: unknown): null {
  if (error instanceof Refusal && error.code === "procedure.case_missing") return null;
  throw error;
}

function viewDeclaration(needs: EngineNeeds, d: Declaration): z.output<typeof contract.procedureView> {
  const at = dayOf(needs.clock.now());
  return {
    id: d.id,
    name: d.name,
    prefix: d.prefix,
    title: d.title,
    summary: d.summary,
    instrument: d.instrument,
    articles: [...d.articles],
    states: Object.fromEntries(
      Object.entries(d.states).map(([name, s]) => [
        name,
        {
          title: s.title,
          tone: s.tone,
          final: s.final ?? false,
          seenBy: [...s.seenBy],
          ...(s.waitsFor ? { waitsFor: s.waitsFor } : {}),
        },
      ]),
    ),
    actions: Object.fromEntries(
      Object.entries(d.actions).map(([name, a]) => [
        name,
        {
          title: a.title,
          next: a.next,
          from: a.from === "none" ? ("none" as const) : [...a.from],
          to: a.to,
          by: a.by.map((by) => (typeof by === "string" ? by : { party: by.party, roles: [...by.roles] })),
          article: a.article,
          contents: contentsSchema(a),
          starts: (a.starts ?? []).map((s) => {
            const { binding } = ruleFor(s.rule as RuleId, {
              packs: needs.statute.packs,
              holder: "government",
              at,
            });
            return {
              period: s.period,
              rule: s.rule,
              workingDays: binding?.days ?? null,
              article: binding?.article ?? null,
              owedBy: s.owedBy,
            };
          }),
          meets: [...(a.meets ?? [])],
          cancels: [...(a.cancels ?? [])],
          extends: a.extends?.period ?? null,
          bulk: a.bulk ?? false,
        },
      ]),
    ),
  };
}
