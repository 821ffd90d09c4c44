import { z } from "zod";
import type { App } from "../../platform/index.ts";
import { thePlatform } from "../../platform/index.ts";
import type { By } from "../acting.ts";
import { adminOf } from "../administer.ts";
import * as contract from "../contract.ts";
import { isPersonId, memberById } from "../people.ts";
import { requireRecent, requireSession } from "../recent.ts";
import { refuse } from "../refusals.ts";
import type { PartiesNeeds } from "../routes.ts";
import { linkForPerson, unlinkForPerson, unlinkOwn } from "./identities.ts";
import { type IdentityRow, identitiesOf } from "./store.ts";

const told = ({ id, issuer, subject, linkedBy, linkedAt }: IdentityRow) => ({
  ...{ id, issuer, subject, linkedBy },
  linkedAt: linkedAt.toISOString(),
});

/** Who somebody is at the identity provider: seen and undone by themselves, stated by their administrator. */
export function registerIdentities(app: App, needs: PartiesNeeds): void {
  const tags = ["parties"];
  const { db, clock, append, sessions } = needs;
  const by = (caller: By["caller"]): By => ({ caller, at: clock.now(), append });

  app.get(
    "/api/v1/session/identities",
    {
      schema: {
        tags,
        summary: "我的关联身份 / one's own linked identities",
        response: { 200: contract.identities },
      },
    },
    async (request) => {
      const { staff } = await requireSession(needs, request);
      return { items: (await db.reading(staff, (tx) => identitiesOf(tx, staff.id))).map(told) };
    },
  );

  app.delete(
    "/api/v1/session/identities/:id",
    {
      schema: {
        tags,
        summary: "解除我的关联 / undo a link of one's own",
        params: contract.identityParams,
        response: { 204: z.void() },
      },
    },
    async (request, reply) => {
      const live = await requireRecent(needs, request);
      await db.acting(thePlatform, (tx) => unlinkOwn(tx, live, request.params.id, by(live.staff)));
      sessions.forget();
      return reply.code(204).send();
    },
  );

  app.get(
    "/api/v1/people/:id/identities",
    {
      schema: {
        tags,
        summary: "人员的关联身份 / linked identities of a person",
        params: contract.personParams,
        response: { 200: contract.identities },
      },
    },
    async ({ caller, params: { id } }) => {
      const admin = adminOf(caller);
      const found = await db.reading(admin, async (tx) => {
        if (!isPersonId(id) || !(await memberById(tx, { id, org: admin.org })))
          throw refuse("person_unknown");
        return identitiesOf(tx, id);
      });
      return { items: found.map(told) };
    },
  );

  app.post(
    "/api/v1/people/:id/identities",
    {
      schema: {
        tags,
        summary: "为人员关联身份 / link an identity to a person",
        params: contract.personParams,
        body: contract.linkIdentityBody,
        response: { 201: contract.identity },
      },
    },
    async (request, reply) => {
      const admin = adminOf(request.caller);
      await requireRecent(needs, request);
      if (!needs.provider) throw refuse("oidc_off");
      const given = { person: request.params.id, known: needs.provider.issuer, ...request.body };
      const linked = await db.acting(admin, (tx) => linkForPerson(tx, given, by(admin)));
      return reply.code(201).send(told(linked));
    },
  );

  app.delete(
    "/api/v1/people/:id/identities/:identity",
    {
      schema: {
        tags,
        summary: "解除人员的关联 / undo a person's link",
        params: contract.personIdentityParams,
        response: { 204: z.void() },
      },
    },
    async (request, reply) => {
      const admin = adminOf(request.caller);
      await requireRecent(needs, request);
      const { id, identity } = request.params;
      await db.acting(admin, (tx) => unlinkForPerson(tx, { person: id, id: identity }, by(admin)));
      sessions.forget();
      return reply.code(204).send();
    },
  );
}
