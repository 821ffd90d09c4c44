import type { FastifyReply, FastifyRequest } from "fastify";
import { anyone, type Caller } from "../platform/index.ts";
import { isUnsafe, refuseCrossSite } from "./cross-site.ts";
import type { MachineAccess } from "./machines/index.ts";
import { refuse } from "./refusals.ts";
import { csrfMatches, type Sessions, sessionCookie, unattendedHeader } from "./sessions.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route begins a session: an old one neither helps nor hinders. */
    beginsSession?: boolean;
  }
}

export const csrfHeader = "x-zhanqiao-csrf";

export interface ResolveNeeds {
  readonly sessions: Sessions;
  readonly machines?: Pick<MachineAccess, "resolve">;
  readonly publicUrl?: string;
}

/**
 * Names the caller of a request by its session cookie; an organisation's system by its token and proof instead, and
 * then no cookie counts.
 *
 * Without a live session the caller is anyone; but who shows an anti-forgery token means to act as somebody, and
 * is told (401) that the session is over rather than taken for nobody. An unsafe request with a live session
 * must come from our own pages and carry the session's token, or it is refused (403). While a password given by
 * somebody else has not been replaced, or a second factor is still owed, its holder is anyone too: only the
 * session's own routes know better.
 */
export function makeResolveCaller({ sessions, machines, publicUrl }: ResolveNeeds) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Caller> => {
    if (request.routeOptions.config?.beginsSession) return anyone;
    const machine = await machines?.resolve(request, reply);
    if (machine) return machine;
    const token = request.cookies[sessionCookie];
    if (!token) return anyone;
    const live = await sessions.find(token, request.headers[unattendedHeader] === undefined);
    if (!live) {
      if (isUnsafe(request) && request.headers[csrfHeader] !== undefined) throw refuse("session_over");
      return anyone;
    }
    if (isUnsafe(request)) {
      refuseCrossSite(request, publicUrl);
      if (!csrfMatches(token, request.headers[csrfHeader])) throw refuse("csrf");
    }
    return live.mustChangePassword || live.mustEnrolFactor ? anyone : live.staff;
  };
}
