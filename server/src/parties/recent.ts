import type { FastifyRequest } from "fastify";
import type { Clock } from "../platform/index.ts";
import { refuse } from "./refusals.ts";
import { type LiveSession, type Sessions, sessionCookie } from "./sessions.ts";

/** How long a proof of who one is serves for what opens accounts: fifteen minutes. */
export const recently = 15 * 60_000;

export interface RecentNeeds {
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/**
 * The session of a request whose holder has proved themselves within the last fifteen minutes. Passwords, second
 * factors, other people's accounts and machine clients are changed with nothing less (OWASP ASVS 5.0, 7.5.1 and
 * 7.5.3): a desk left open is not a key to the house. Refuses nobody's request (401), a session that must first
 * be completed (403) and an older proof (403, `authenticate_again`).
 */
export async function requireRecent(needs: RecentNeeds, request: FastifyRequest): Promise<LiveSession> {
  return recentEnough(needs, await requireSession(needs, request));
}

/** The same for the acts that complete a session: replacing a first password, enrolling a second factor. */
export async function requireRecentEvenIncomplete(
  needs: RecentNeeds,
  request: FastifyRequest,
): Promise<LiveSession> {
  return recentEnough(needs, await requireAnySession(needs, request));
}

/** The session of a request; refuses (401) who has none, and (403) who must first complete it. */
export async function requireSession(needs: RecentNeeds, request: FastifyRequest): Promise<LiveSession> {
  const live = await requireAnySession(needs, request);
  if (live.mustChangePassword) throw refuse("change_password_first", { article: "43" });
  if (live.mustEnrolFactor) throw refuse("enrol_first", { article: "43" });
  return live;
}

/** The session of a request, complete or not; refuses (401) who has none. */
export async function requireAnySession(needs: RecentNeeds, request: FastifyRequest): Promise<LiveSession> {
  const live = await needs.sessions.find(request.cookies[sessionCookie]);
  if (!live) throw refuse("sign_in_first");
  return live;
}

function recentEnough({ clock }: RecentNeeds, live: LiveSession): LiveSession {
  if (clock.now().getTime() - live.authenticatedAt.getTime() > recently) throw refuse("authenticate_again");
  return live;
}
