import { z } from "zod";
import type { App } from "../../platform/index.ts";
import type { By } from "../acting.ts";
import { adminOf } from "../administer.ts";
import { orgRefs } from "../organisations.ts";
import { requireRecent } from "../recent.ts";
import type { Sessions } from "../sessions.ts";
import { deleteMachine, rotateMachine, suspendMachine } from "./change-machine.ts";
import * as contract from "./contract.ts";
import type { MachineNeeds } from "./index.ts";
import { machinesOf, scopesOfKind } from "./read-machines.ts";
import { refuse } from "./refusals.ts";
import { registerMachine } from "./register-machine.ts";
import type { Tokens } from "./tokens.ts";

/** An organisation's systems over HTTP: its administrator registers, replaces, suspends and deletes them. */
export function registerMachines(
  app: App,
  needs: MachineNeeds & { sessions: Sessions; tokens: Tokens; issuer: string },
): void {
  const { db, clock, sessions, append, tokens, issuer } = needs;
  const tags = ["machines"];
  const base = "/api/v1/machines";
  const by = (caller: By["caller"]): By => ({ caller, at: clock.now(), append });

  app.get(
    base,
    {
      schema: {
        tags,
        summary: "本机构接入的系统 / systems of one's own organisation",
        querystring: contract.listQuery,
        response: { 200: contract.machines },
      },
    },
    async ({ caller, query }) => {
      const admin = adminOf(caller);
      const found = await db.reading(admin, (tx) =>
        machinesOf(tx, admin.org, { ...query, now: clock.now() }),
      );
      return {
        ...found,
        scopes: [...scopesOfKind[admin.orgKind]],
        issuer,
        tokenEndpoint: `${issuer}/token`,
      };
    },
  );

  app.post(
    base,
    {
      schema: {
        tags,
        summary: "登记系统 / register a system",
        body: contract.registerBody,
        response: { 201: contract.registered },
      },
    },
    async (request, reply) => {
      const { caller, body } = request;
      const admin = adminOf(caller);
      await requireRecent({ sessions, clock }, request);
      const made = await db.acting(admin, (tx) => registerMachine(tx, body, by(admin)));
      return reply.code(201).send(made);
    },
  );

  app.post(
    `${base}/:id/credential`,
    {
      schema: {
        tags,
        summary: "更换密钥 / replace key or secret",
        params: contract.machineParams,
        body: contract.rotateBody,
        response: { 200: contract.registered },
      },
    },
    async (request) => {
      const { caller, params, body } = request;
      const admin = adminOf(caller);
      await requireRecent({ sessions, clock }, request);
      const done = await db.acting(admin, (tx) => rotateMachine(tx, params.id, body.publicKey, by(admin)));
      tokens.forget();
      return done;
    },
  );

  app.patch(
    `${base}/:id`,
    {
      schema: {
        tags,
        summary: "停用或恢复系统 / suspend or resume a system",
        params: contract.machineParams,
        body: contract.changeBody,
        response: { 200: contract.machine },
      },
    },
    async (request) => {
      const { caller, params, body } = request;
      const admin = adminOf(caller);
      // Shutting a system out is never kept waiting; letting one in is.
      if (!body.suspended) await requireRecent({ sessions, clock }, request);
      const done = await db.acting(admin, (tx) => suspendMachine(tx, params.id, body.suspended, by(admin)));
      tokens.forget();
      return done;
    },
  );

  app.delete(
    `${base}/:id`,
    {
      schema: {
        tags,
        summary: "删除系统 / delete a system",
        params: contract.machineParams,
        response: { 204: z.void() },
      },
    },
    async (request, reply) => {
      const { caller, params } = request;
      const admin = adminOf(caller);
      await requireRecent({ sessions, clock }, request);
      await db.acting(admin, (tx) => deleteMachine(tx, params.id, by(admin)));
      tokens.forget();
      return reply.code(204).send();
    },
  );

  app.get(
    "/api/v1/machine",
    {
      config: { machines: "any" },
      schema: { tags, summary: "当前系统 / the system that asks", response: { 200: contract.self } },
    },
    async ({ caller }) => {
      if (caller.kind !== "machine") throw refuse("not_a_machine", { article: "43" });
      const org = (await db.reading(caller, (tx) => orgRefs(tx, [caller.org]))).get(caller.org)!;
      return { id: caller.id, org, scopes: [...caller.scopes] };
    },
  );
}
