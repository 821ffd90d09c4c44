import type { FastifyReply, FastifyRequest } from "fastify";
import { type App, machineScopes } from "../../platform/index.ts";
import { type AnswerToken, assertionAlgs } from "./authorization-server.ts";
import { proofAlgs } from "./proof.ts";

/** Largest token request, bytes: an assertion signed by a 4096-bit key has room thrice over. */
export const tokenRequestLimit = 8 * 1024;

/** Where systems get their tokens: the token endpoint and its metadata (RFC 8414). */
export function registerOauth(app: App, given: { issuer: string; publicUrl: string; answer: AnswerToken }) {
  const { issuer } = given;
  const metadata = {
    issuer,
    token_endpoint: `${issuer}/token`,
    grant_types_supported: ["client_credentials"],
    response_types_supported: [],
    scopes_supported: machineScopes,
    token_endpoint_auth_methods_supported: ["private_key_jwt", "client_secret_basic"],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgs,
    dpop_signing_alg_values_supported: proofAlgs,
    service_documentation: `${given.publicUrl}/developers`,
  };
  const schema = (summary: string) => ({ tags: ["machines"], summary });
  // RFC 8414 s. 3.1 puts the well-known part before the issuer's path; many clients look behind it.
  for (const address of [
    "/.well-known/oauth-authorization-server/oauth",
    "/oauth/.well-known/oauth-authorization-server",
  ])
    app.get(
      address,
      { schema: schema("授权服务器信息 / authorization server metadata") },
      async () => metadata,
    );

  app.register(async (scope) => {
    // The provider reads the body itself, as the stream it is.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    scope.post(
      "/oauth/token",
      {
        // Who asks here says so in the request; a session neither helps nor hinders.
        config: { beginsSession: true },
        schema: {
          ...schema("取得系统令牌 / a token for a system"),
          consumes: ["application/x-www-form-urlencoded"],
        },
      },
      async (request, reply) => {
        if (refusedForSize(request, reply)) return reply;
        for (const [name, value] of Object.entries(reply.getHeaders()))
          if (value !== undefined) reply.raw.setHeader(name, value);
        reply.hijack();
        await given.answer(request.raw, reply.raw, { address: request.ip });
      },
    );
  });
}

/** A body is announced and small, or it is not read at all. */
function refusedForSize(request: FastifyRequest, reply: FastifyReply): boolean {
  const length = request.headers["content-length"];
  const status = length === undefined ? 411 : Number(length) > tokenRequestLimit ? 413 : 0;
  if (status === 0) return false;
  reply
    .code(status)
    .header("connection", "close")
    .header("cache-control", "no-store")
    .send({
      error: "invalid_request",
      error_description: `a token request has a content-length of at most ${tokenRequestLimit} bytes`,
    });
  return true;
}
