import type { FastifyRequest } from "fastify";
import { csrfCookie, formTokenHolds, sameSite } from "./security.ts";
import type { Site, Visit } from "./visit.tsx";

/** Whether a form was sent from a page of this site by the reader it was made for. */
export function trusted(site: Site, request: FastifyRequest, visit: Visit): boolean {
  const own = new URL(site.publicUrl).host;
  const here = sameSite(request.headers, own) || sameSite(request.headers, request.headers.host ?? own);
  return here && formTokenHolds(visit.cookies.get(csrfCookie), visit.form.get("token") ?? undefined);
}
