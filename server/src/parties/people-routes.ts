import { type App, elevate, thePlatform } from "../platform/index.ts";
import type { By } from "./acting.ts";
import { addPerson } from "./add-person.ts";
import { adminOf } from "./administer.ts";
import { changePerson } from "./change-person.ts";
import { closeOrganisation } from "./close-organisation.ts";
import * as contract from "./contract.ts";
import { resetFactor } from "./factor/change.ts";
import { whoHasFactor } from "./factor/store.ts";
import { endSessionsOf } from "./own-sessions.ts";
import { peopleOf } from "./people.ts";
import { requireRecent } from "./recent.ts";
import { registerOrganisation } from "./register-organisation.ts";
import type { PartiesNeeds } from "./routes.ts";

/** What administrators do: people of their own organisation, and organisations of their authority's area. */
export function registerAdministration(
  app: App,
  { db, clock, sessions, machines, append }: PartiesNeeds,
): void {
  const tags = ["parties"];
  const by = (caller: By["caller"]): By => ({ caller, at: clock.now(), append });

  app.get(
    "/api/v1/people",
    {
      schema: {
        tags,
        summary: "本机构人员 / people of one's own organisation",
        querystring: contract.peopleQuery,
        response: { 200: contract.people },
      },
    },
    async ({ caller, query }) => {
      const admin = adminOf(caller);
      return db.reading(admin, async (tx) => {
        const { items, total } = await peopleOf(tx, admin.org, query);
        // The factors themselves are the platform's alone; whether there is one, the administrator may know.
        await elevate(tx);
        const having = await whoHasFactor(
          tx,
          items.map((m) => m.id),
        );
        return { items: items.map((m) => ({ ...m, secondFactor: having.has(m.id) })), total };
      });
    },
  );

  app.post(
    "/api/v1/people",
    {
      schema: {
        tags,
        summary: "新增人员 / add a person",
        body: contract.addPersonBody,
        response: { 201: contract.member },
      },
    },
    async (request, reply) => {
      const { caller, body } = request;
      const admin = adminOf(caller);
      await requireRecent({ sessions, clock }, request);
      const added = await db.acting(admin, (tx) => addPerson(tx, { ...body, org: admin.org }, by(admin)));
      return reply.code(201).send(added);
    },
  );

  app.patch(
    "/api/v1/people/:id",
    {
      schema: {
        tags,
        summary: "调整人员 / change a person",
        params: contract.personParams,
        body: contract.changePersonBody,
        response: { 200: contract.member },
      },
    },
    async (request) => {
      const { caller, params, body } = request;
      const admin = adminOf(caller);
      await requireRecent({ sessions, clock }, request);
      const changed = await db.acting(admin, (tx) => changePerson(tx, params.id, body, by(admin)));
      sessions.forget();
      return changed;
    },
  );

  app.delete(
    "/api/v1/people/:id/second-factor",
    {
      schema: {
        tags,
        summary: "重置人员的第二因素 / reset a person's second factor",
        params: contract.personParams,
        response: { 200: contract.member },
      },
    },
    async (request) => {
      const admin = adminOf(request.caller);
      await requireRecent({ sessions, clock }, request);
      const changed = await db.acting(admin, (tx) => resetFactor(tx, request.params.id, by(admin)));
      sessions.forget();
      return { ...changed, secondFactor: false };
    },
  );

  app.delete(
    "/api/v1/people/:id/sessions",
    {
      schema: {
        tags,
        summary: "退出人员的全部会话 / end all sessions of a person",
        params: contract.personParams,
        response: { 200: contract.ended },
      },
    },
    async (request) => {
      const admin = adminOf(request.caller);
      await requireRecent({ sessions, clock }, request);
      const ended = await db.acting(admin, (tx) => endSessionsOf(tx, request.params.id, by(admin)));
      sessions.forget();
      return { ended };
    },
  );

  app.post(
    "/api/v1/organisations",
    {
      schema: {
        tags,
        summary: "登记机构 / register an organisation",
        body: contract.registerOrganisationBody,
        response: { 201: contract.org },
      },
    },
    async (request, reply) => {
      const { admin, ...given } = request.body;
      const asked = adminOf(request.caller);
      await requireRecent({ sessions, clock }, request);
      const made = await db.acting(thePlatform, (tx) => registerOrganisation(tx, given, by(asked), admin));
      return reply.code(201).send(made);
    },
  );

  app.patch(
    "/api/v1/organisations/:uscc",
    {
      schema: {
        tags,
        summary: "停用或恢复机构 / close or reopen an organisation",
        params: contract.organisationParams,
        body: contract.changeOrganisationBody,
        response: { 200: contract.org },
      },
    },
    async (request) => {
      const { caller, params, body } = request;
      const asked = adminOf(caller);
      await requireRecent({ sessions, clock }, request);
      const changed = await db.acting(thePlatform, (tx) =>
        closeOrganisation(tx, params.uscc, body.active, by(asked)),
      );
      sessions.forget();
      machines?.forget();
      return changed;
    },
  );
}
