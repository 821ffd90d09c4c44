import { z } from "zod";
import type { App } from "../platform/index.ts";
import { changePassword } from "./change-password.ts";
import * as contract from "./contract.ts";
import { answerHalfway, answerSignedIn, cookieOptions, giveToken } from "./cookies.ts";
import { refuseCrossSite } from "./cross-site.ts";
import { halfCookie, takeSecondStep } from "./half-session.ts";
import { organisation } from "./organisations.ts";
import { originOf } from "./origin.ts";
import { endOtherSessions, endOwnSession, ownSessions } from "./own-sessions.ts";
import { namesOf, personOf } from "./people.ts";
import { proveAgain } from "./prove-again.ts";
import { requireAnySession, requireRecentEvenIncomplete, requireSession } from "./recent.ts";
import { refuse } from "./refusals.ts";
import type { PartiesNeeds } from "./routes.ts";
import { csrfOf, looksLikeToken, sessionCookie, unattendedHeader } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

const tags = ["parties"];

/** Beginning, knowing, proving and ending sessions. */
export function registerSessions(app: App, needs: PartiesNeeds): void {
  registerSigningIn(app, needs);
  registerOwn(app, needs);
  const { db, clock, sessions, publicUrl } = needs;

  app.get(
    "/api/v1/session",
    { schema: { tags, summary: "我是谁 / who am I", response: { 200: contract.session } } },
    async (request, reply) => {
      const now = clock.now();
      const { provider } = needs;
      const oidc = provider ? { label: provider.label, issuer: provider.issuer } : null;
      const said = { demo: needs.demo, oidc, now: now.toISOString(), ...needs.describeDay(now) };
      const token = request.cookies[sessionCookie];
      const live = await sessions.find(token, request.headers[unattendedHeader] === undefined);
      if (!token || !live) {
        if (token !== undefined) reply.clearCookie(sessionCookie, cookieOptions(request, publicUrl));
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
        mustEnrolFactor: live.mustEnrolFactor,
        method: live.method,
        ...said,
      };
    },
  );

  app.delete(
    "/api/v1/session",
    {
      schema: {
        tags,
        summary: "退出 / sign out",
        response: { 200: contract.signedOut, 204: z.void() },
      },
    },
    async (request, reply) => {
      const live = await sessions.find(request.cookies[sessionCookie]);
      if (live) await signOut(needs, live);
      reply.clearCookie(sessionCookie, cookieOptions(request, publicUrl));
      // Nothing that was shown to this person shall be found by going back (the settings of the page may stay).
      reply.header("clear-site-data", '"cache"');
      const idpLogout = live?.method === "oidc" ? needs.provider?.logoutUrl() : undefined;
      if (idpLogout) return reply.code(200).send({ idpLogout: idpLogout.href });
      return reply.code(204).send();
    },
  );
}

function registerSigningIn(app: App, needs: PartiesNeeds): void {
  const { sessions, publicUrl } = needs;

  app.post(
    "/api/v1/session",
    {
      config: { beginsSession: true },
      schema: {
        tags,
        summary: "登录 / sign in",
        body: contract.signInBody,
        response: { 200: contract.signedIn, 202: contract.halfSignedIn },
      },
    },
    async (request, reply) => {
      // Signing somebody in unasked would have them work under an account of the attacker's.
      refuseCrossSite(request, publicUrl);
      const before = request.cookies[sessionCookie];
      const done = await signIn(needs, {
        ...request.body,
        address: request.ip,
        origin: originOf(request),
        replaces: looksLikeToken(before) ? before : undefined,
      });
      const exchange = { request, reply, publicUrl };
      if ("half" in done) return reply.code(202).send(answerHalfway(exchange, done));
      if (before !== undefined) sessions.forget();
      return reply.code(200).send(answerSignedIn(exchange, done));
    },
  );

  app.post(
    "/api/v1/session/second-factor",
    {
      config: { beginsSession: true },
      schema: {
        tags,
        summary: "登录第二步：验证码 / sign in, second step: a code",
        body: contract.codeBody,
        response: { 200: contract.signedIn },
      },
    },
    async (request, reply) => {
      refuseCrossSite(request, publicUrl);
      const before = request.cookies[sessionCookie];
      const done = await takeSecondStep(needs, {
        half: request.cookies[halfCookie],
        code: request.body.code,
        address: request.ip,
        origin: originOf(request),
        replaces: looksLikeToken(before) ? before : undefined,
      });
      if (before !== undefined) sessions.forget();
      return answerSignedIn({ request, reply, publicUrl }, done);
    },
  );

  app.post(
    "/api/v1/session/proof",
    {
      schema: {
        tags,
        summary: "重新验证身份 / prove again who one is",
        body: contract.proveAgainBody,
        response: { 200: contract.proved },
      },
    },
    async (request, reply) => {
      const live = await requireAnySession(needs, request);
      const token = await proveAgain(needs, live, { ...request.body, address: request.ip });
      return giveToken({ request, reply, publicUrl }, token);
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
      const live = await requireRecentEvenIncomplete(needs, request);
      await changePassword(needs, live, { ...request.body, address: request.ip });
      return reply.code(204).send();
    },
  );
}

function registerOwn(app: App, needs: PartiesNeeds): void {
  app.get(
    "/api/v1/sessions",
    { schema: { tags, summary: "我的会话 / one's own sessions", response: { 200: contract.ownSessions } } },
    async (request) => ({ items: await ownSessions(needs, await requireSession(needs, request)) }),
  );

  app.delete(
    "/api/v1/sessions",
    {
      schema: {
        tags,
        summary: "退出其他会话 / end all other sessions of one's own",
        response: { 200: contract.ended },
      },
    },
    async (request) => ({ ended: await endOtherSessions(needs, await requireSession(needs, request)) }),
  );

  app.delete(
    "/api/v1/sessions/:id",
    {
      schema: {
        tags,
        summary: "退出一个会话 / end one session of one's own",
        params: contract.sessionParams,
        response: { 204: z.void() },
      },
    },
    async (request, reply) => {
      await endOwnSession(needs, await requireSession(needs, request), request.params.id);
      return reply.code(204).send();
    },
  );
}
