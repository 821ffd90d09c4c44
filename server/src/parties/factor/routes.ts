import { z } from "zod";
import { type App, thePlatform } from "../../platform/index.ts";
import * as contract from "../contract.ts";
import { requireAnySession, requireRecent, requireRecentEvenIncomplete } from "../recent.ts";
import { refuse } from "../refusals.ts";
import type { PartiesNeeds } from "../routes.ts";
import { factorRequired } from "../session-terms.ts";
import type { LiveSession } from "../sessions.ts";
import { removeFactor, renewRecoveryCodes } from "./change.ts";
import { beginEnrolment, confirmFactor } from "./enrol.ts";
import { factorOf } from "./store.ts";

/** One's own second factor over HTTP. */
export function registerFactor(app: App, needs: PartiesNeeds): void {
  const tags = ["parties"];
  /** Whoever still uses a password that another knows replaces it before anything rests on it. */
  const ownPassword = (live: LiveSession) => {
    if (live.mustChangePassword) throw refuse("change_password_first", { article: "43" });
    return live;
  };

  app.get(
    "/api/v1/session/second-factor",
    {
      schema: {
        tags,
        summary: "我的第二因素 / one's own second factor",
        response: { 200: contract.secondFactor },
      },
    },
    async (request) => {
      const live = await requireAnySession(needs, request);
      const { since, codesLeft } = await needs.db.reading(thePlatform, (tx) => factorOf(tx, live.staff.id));
      return {
        enrolled: since !== null,
        since: since?.toISOString() ?? null,
        recoveryCodesLeft: codesLeft,
        required: factorRequired(needs.secondFactor, { roles: live.staff.roles, demo: live.demo }),
        possible: !live.demo,
        asksPassword: live.method === "password",
      };
    },
  );

  app.post(
    "/api/v1/session/second-factor/enrolment",
    {
      schema: {
        tags,
        summary: "启用或更换第二因素 / enrol or renew a second factor",
        body: contract.enrolBody,
        response: { 201: contract.enrolment },
      },
    },
    async (request, reply) => {
      const live = ownPassword(await requireRecentEvenIncomplete(needs, request));
      const begun = await beginEnrolment(needs, live, { ...request.body, address: request.ip });
      return reply.code(201).send({ ...begun, expiresAt: begun.expiresAt.toISOString() });
    },
  );

  app.post(
    "/api/v1/session/second-factor/confirmation",
    {
      schema: {
        tags,
        summary: "以验证码确认第二因素 / confirm a second factor with a code",
        body: contract.codeBody,
        response: { 200: contract.recoveryCodes },
      },
    },
    async (request) => {
      const live = ownPassword(await requireAnySession(needs, request));
      return { recoveryCodes: await confirmFactor(needs, live, { ...request.body, address: request.ip }) };
    },
  );

  app.post(
    "/api/v1/session/second-factor/recovery-codes",
    {
      schema: {
        tags,
        summary: "更换恢复码 / renew recovery codes",
        body: contract.changeFactorBody,
        response: { 200: contract.recoveryCodes },
      },
    },
    async (request) => {
      const live = await requireRecent(needs, request);
      return {
        recoveryCodes: await renewRecoveryCodes(needs, live, { ...request.body, address: request.ip }),
      };
    },
  );

  app.post(
    "/api/v1/session/second-factor/removal",
    {
      schema: {
        tags,
        summary: "停用第二因素 / remove one's second factor",
        body: contract.changeFactorBody,
        response: { 204: z.void() },
      },
    },
    async (request, reply) => {
      const live = await requireRecent(needs, request);
      await removeFactor(needs, live, { ...request.body, address: request.ip });
      return reply.code(204).send();
    },
  );
}
