import type { FastifyRequest } from "fastify";
import { refuse } from "./refusals.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a request may change something (RFC 9110, 9.2.1). */
export const isUnsafe = (request: FastifyRequest): boolean => !safe.has(request.method);

/**
 * Refuses (403) what a browser says comes from another site, a sibling subdomain included. A client that says
 * nothing is no browser: nothing rides on its cookies that it did not put there itself.
 * @param publicUrl the platform's own address, where a proxy hides it from the `Host` header.
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl?: string): void {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") throw refuse("cross_site");
  const origin = request.headers.origin;
  if (origin === undefined) return;
  const own = [request.host, ...(publicUrl ? [new URL(publicUrl).host] : [])];
  // The scheme may be lost behind a proxy that ends TLS; host and port are not.
  if (!URL.canParse(origin) || !own.includes(new URL(origin).host)) throw refuse("cross_site");
}
