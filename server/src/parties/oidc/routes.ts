import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { App } from "../../platform/index.ts";
import * as contract from "../contract.ts";
import { answerHalfway, answerSignedIn, cookieOptions, giveToken } from "../cookies.ts";
import { refuseCrossSite } from "../cross-site.ts";
import { originOf } from "../origin.ts";
import { requireRecent, requireSession } from "../recent.ts";
import { refuse } from "../refusals.ts";
import type { PartiesNeeds } from "../routes.ts";
import { looksLikeToken, sessionCookie } from "../sessions.ts";
import { endByProvider } from "./back-channel.ts";
import { registerIdentities } from "./identity-routes.ts";
import { beginJourney, endJourney, type JourneyNeeds, journeyCookie, journeyTime } from "./journey.ts";

const tags = ["parties"];

/** Signing in with the identity provider, and what it is told afterwards. Without one these answer 404. */
export function registerOidc(app: App, needs: PartiesNeeds): void {
  const { sessions, publicUrl } = needs;
  const withProvider = (): JourneyNeeds => {
    if (!needs.provider) throw refuse("oidc_off");
    return { ...needs, provider: needs.provider };
  };

  app.post(
    "/api/v1/session/oidc",
    {
      schema: {
        tags,
        summary: "前往统一身份认证 / go to the identity provider",
        body: contract.beginJourneyBody,
        response: { 200: contract.journey },
      },
    },
    async (request, reply) => {
      refuseCrossSite(request, publicUrl);
      const journeys = withProvider();
      const { purpose, returnTo } = request.body;
      const live =
        purpose === "sign-in"
          ? undefined
          : await (purpose === "link" ? requireRecent : requireSession)(needs, request);
      if (purpose === "link" && live?.demo) throw refuse("factor_demo");
      const begun = await beginJourney(journeys, { purpose, live, returnTo, address: request.ip });
      const options = { ...cookieOptions(request, publicUrl), maxAge: journeyTime / 1000 };
      reply.setCookie(journeyCookie, begun.secret, options);
      return { location: begun.location };
    },
  );

  app.post(
    "/api/v1/session/oidc/callback",
    {
      // The journey's own cookie and state say whose it is; an old session neither helps nor hinders.
      config: { beginsSession: true },
      schema: {
        tags,
        summary: "从统一身份认证返回 / come back from the identity provider",
        body: contract.endJourneyBody,
        response: { 200: contract.arrived, 202: contract.arrived },
      },
    },
    async (request, reply) => {
      refuseCrossSite(request, publicUrl);
      const journeys = withProvider();
      const before = request.cookies[sessionCookie];
      const secret = request.cookies[journeyCookie];
      reply.clearCookie(journeyCookie, cookieOptions(request, publicUrl));
      const arrived = await endJourney(journeys, {
        secret,
        query: request.body.query,
        live: await sessions.find(before),
        origin: originOf(request),
        replaces: looksLikeToken(before) ? before : undefined,
      });
      const { outcome, returnTo } = arrived;
      const exchange = { request, reply, publicUrl };
      if (arrived.outcome === "halfway") {
        const { expiresAt } = answerHalfway(exchange, arrived.halfway);
        return reply.code(202).send({ outcome, returnTo, expiresAt });
      }
      if (arrived.outcome === "signed-in") {
        const { csrf } = answerSignedIn(exchange, arrived.signedIn);
        return reply.code(200).send({ outcome, returnTo, csrf });
      }
      if (arrived.outcome === "proved") {
        const { csrf } = giveToken(exchange, arrived.token);
        return reply.code(200).send({ outcome, returnTo, csrf });
      }
      return reply.code(200).send({ outcome, returnTo });
    },
  );

  registerIdentities(app, needs);
  registerLogout(app, withProvider);
}

/** The identity provider posts a form; only this address reads one. */
function registerLogout(app: App, withProvider: () => JourneyNeeds): void {
  app.register(async (scope: FastifyInstance) => {
    const form = "application/x-www-form-urlencoded";
    if (!scope.hasContentTypeParser(form))
      scope.addContentTypeParser(form, { parseAs: "string", bodyLimit: 32_000 }, (_request, body, done) =>
        done(null, Object.fromEntries(new URLSearchParams(body as string))),
      );
    (scope as unknown as App).post(
      "/api/v1/session/oidc/logout",
      {
        config: { beginsSession: true },
        schema: {
          tags,
          summary: "统一身份认证通知退出 / back-channel logout",
          consumes: [form],
          body: contract.logoutBody,
          response: { 204: z.void() },
        },
      },
      async (request, reply) => {
        await endByProvider(withProvider(), request.body.logout_token);
        return reply.code(204).send();
      },
    );
  });
}
