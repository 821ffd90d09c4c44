import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type App, anyone, type Clock, type Database, type Text, thePlatform } from "../platform/index.ts";
import type { Append } from "./acting.ts";
import { changePassword } from "./change-password.ts";
import * as contract from "./contract.ts";
import { refuseCrossSite } from "./cross-site.ts";
import { demoAccounts } from "./demo-accounts.ts";
import { allDivisions, findOrganisations, organisation } from "./organisations.ts";
import { namesOf, personOf } from "./people.ts";
import { registerAdministration } from "./people-routes.ts";
import { refuse } from "./refusals.ts";
import { absolute, csrfOf, looksLikeToken, type Sessions, sessionCookie } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

/** What the unit asks of the rest of the house. */
export interface PartiesNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** The same look-up that `makeResolveCaller` was given, so that an end holds at once. */
  readonly sessions: Sessions;
  readonly append: Append;
  /** Opens `/demo-accounts` and lets demo accounts sign in. */
  readonly demo: boolean;
  /** The day of an instant in Asia/Shanghai and how it is written where a deadline is meant. */
  readonly describeDay: (at: Date) => { readonly today: string; readonly todayText: Text };
  readonly publicUrl?: string;
}

/** Sessions, organisations, divisions and people over HTTP. */
export function registerParties(app: App, needs: PartiesNeeds): void {
  registerSessions(app, needs);
  registerOrganisations(app, needs);
  registerAdministration(app, needs);
  // Outside demo mode the address does not exist: the general 404 answers.
  if (needs.demo)
    app.get(
      "/api/v1/demo-accounts",
      {
        schema: {
          tags: ["parties"],
          summary: "演示账号 / demo accounts",
          response: { 200: contract.demoAccounts },
        },
      },
      () => needs.db.reading(thePlatform, demoAccounts),
    );
}

function registerSessions(app: App, needs: PartiesNeeds): void {
  const { db, clock, sessions } = needs;
  const tags = ["parties"];
  const options = (request: FastifyRequest) => ({
    // Only the API needs to know who is asking; pages do not, and never see it.
    path: "/api",
    httpOnly: true,
    sameSite: "lax" as const,
    secure: request.protocol === "https" || (needs.publicUrl?.startsWith("https:") ?? false),
  });
  const forgetCookie = (request: FastifyRequest, reply: FastifyReply) =>
    reply.clearCookie(sessionCookie, options(request));

  app.post(
    "/api/v1/session",
    {
      config: { beginsSession: true },
      schema: {
        tags,
        summary: "登录 / sign in",
        body: contract.signInBody,
        response: { 200: contract.signedIn },
      },
    },
    async (request, reply) => {
      // Signing somebody in unasked would have them work under an account of the attacker's.
      refuseCrossSite(request, needs.publicUrl);
      const before = request.cookies[sessionCookie];
      const { token, person, mustChangePassword } = await signIn(needs, {
        ...request.body,
        address: request.ip,
        replaces: looksLikeToken(before) ? before : undefined,
      });
      if (before !== undefined) sessions.forget();
      reply.setCookie(sessionCookie, token, { ...options(request), maxAge: absolute / 1000 });
      return { person, csrf: csrfOf(token), mustChangePassword };
    },
  );

  app.get(
    "/api/v1/session",
    { schema: { tags, summary: "我是谁 / who am I", response: { 200: contract.session } } },
    async (request, reply) => {
      const now = clock.now();
      const said = { demo: needs.demo, now: now.toISOString(), ...needs.describeDay(now) };
      const token = request.cookies[sessionCookie];
      const live = await sessions.find(token);
      if (!token || !live) {
        if (token !== undefined) forgetCookie(request, reply);
        return { person: null, ...said };
      }
      const own = await db.reading(live.staff, async (tx) => ({
        name: (await namesOf(tx, [live.staff.id])).get(live.staff.id),
        org: await organisation(tx, live.staff.org),
      }));
      if (own.name === undefined || !own.org) throw refuse("session_over");
      return {
        person: personOf({ id: live.staff.id, name: own.name, roles: live.staff.roles }, own.org),
        csrf: csrfOf(token),
        mustChangePassword: live.mustChangePassword,
        ...said,
      };
    },
  );

  app.delete(
    "/api/v1/session",
    { schema: { tags, summary: "退出 / sign out", response: { 204: z.void() } } },
    async (request, reply) => {
      const live = await sessions.find(request.cookies[sessionCookie]);
      if (live) await signOut(needs, live);
      forgetCookie(request, reply);
      return reply.code(204).send();
    },
  );

  app.post(
    "/api/v1/session/password",
    {
      schema: {
        tags,
        summary: "修改密码 / change one's own password",
        body: contract.changePasswordBody,
        response: { 204: z.void() },
      },
    },
    async (request, reply) => {
      const live = await sessions.find(request.cookies[sessionCookie]);
      if (!live) throw refuse("sign_in_first");
      await changePassword(needs, live, { ...request.body, address: request.ip });
      return reply.code(204).send();
    },
  );
}

function registerOrganisations(app: App, { db }: PartiesNeeds): void {
  const tags = ["parties"];
  app.get(
    "/api/v1/organisations",
    {
      schema: {
        tags,
        summary: "机构 / organisations",
        querystring: contract.organisationsQuery,
        response: { 200: contract.organisations },
      },
    },
    ({ query }) => db.reading(anyone, (tx) => findOrganisations(tx, query)),
  );

  app.get(
    "/api/v1/organisations/:uscc",
    {
      schema: {
        tags,
        summary: "一个机构 / one organisation",
        params: contract.organisationParams,
        response: { 200: contract.org },
      },
    },
    async ({ params }) => {
      const found = await db.reading(anyone, (tx) => organisation(tx, params.uscc));
      if (!found) throw refuse("organisation_unknown");
      return found;
    },
  );

  app.get(
    "/api/v1/divisions",
    { schema: { tags, summary: "行政区划 / divisions", response: { 200: contract.divisions } } },
    async () => ({ items: await db.reading(anyone, allDivisions) }),
  );
}
