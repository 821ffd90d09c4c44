import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignedIn } from "./begin-session.ts";
import { type Halfway, halfCookie } from "./half-session.ts";
import { absolute } from "./session-terms.ts";
import { csrfOf, sessionCookie } from "./sessions.ts";

/** How our cookies are set: only for the API, unread by scripts, not sent along by other sites. */
export const cookieOptions = (request: FastifyRequest, publicUrl: string | undefined) => ({
  // Only the API needs to know who is asking; pages do not, and never see it.
  path: "/api",
  httpOnly: true,
  sameSite: "lax" as const,
  secure: request.protocol === "https" || (publicUrl?.startsWith("https:") ?? false),
});

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly publicUrl?: string | undefined;
}

/** Answers whoever is signed in: the cookie goes to the browser, the anti-forgery token to the page. */
export function answerSignedIn({ request, reply, publicUrl }: Exchange, signedIn: SignedIn) {
  const { token, person, mustChangePassword, mustEnrolFactor } = signedIn;
  if (request.cookies[halfCookie] !== undefined)
    reply.clearCookie(halfCookie, cookieOptions(request, publicUrl));
  const { csrf } = giveToken({ request, reply, publicUrl }, token);
  return { person, csrf, mustChangePassword, mustEnrolFactor };
}

/** Gives a session's token to the browser, and what goes with it to the page. */
export function giveToken({ request, reply, publicUrl }: Exchange, token: string): { csrf: string } {
  const options = cookieOptions(request, publicUrl);
  reply.setCookie(sessionCookie, token, { ...options, maxAge: absolute / 1000 });
  return { csrf: csrfOf(token) };
}

/** Answers whoever has taken the first step of two. */
export function answerHalfway({ request, reply, publicUrl }: Exchange, { half, expiresAt }: Halfway) {
  reply.setCookie(halfCookie, half, cookieOptions(request, publicUrl));
  return { secondFactor: true as const, expiresAt: expiresAt.toISOString() };
}
