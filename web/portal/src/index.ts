import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { assetBase, readAssets } from "./http/assets.ts";
import { ApiRefusal } from "./http/client.ts";
import { registerForms } from "./http/forms.tsx";
import { mark } from "./http/mark.ts";
import type { PortalApi } from "./http/portal-api.ts";
import { encodingOf } from "./http/reply.ts";
import { forAnyone, registerPages } from "./http/routes.tsx";
import type { Site } from "./http/visit.tsx";
import { redirectSettings, showFailure } from "./http/visit.tsx";

export type { ApiAnswer, ApiInit, PortalApi } from "./http/portal-api.ts";

export interface PortalNeeds {
  /** Carries the portal's questions to the public API; the portal has no other way to any data. */
  readonly api: PortalApi;
  /** The platform's clock, for 今天 and 昨天. */
  readonly clock?: { now(): Date };
  /** Scheme and host as the public reaches the site, e.g. https://data.example.gov.cn. */
  readonly publicUrl: string;
  /** Folder of the client bundle; dist/client beside the server bundle where left out. */
  readonly assets?: string;
  /** Paths that are not the portal's: unknown addresses below them get the host's own 404. */
  readonly foreign?: readonly string[];
  /** Marks every page as showing demonstration data. */
  readonly demo?: boolean;
}

const others = ["/api/", "/tile/", "/console", "/checkpoint"];

/** Mounts the public site on `app`. Its form parser and error pages hold for its own routes only. */
export async function mountPortal(app: FastifyInstance, needs: PortalNeeds): Promise<void> {
  const site: Site = {
    api: needs.api,
    clock: needs.clock ?? { now: () => new Date() },
    publicUrl: needs.publicUrl.replace(/\/+$/, ""),
    demo: needs.demo ?? false,
    assets: readAssets(needs.assets ?? fileURLToPath(new URL("../client", import.meta.url))),
  };
  await app.register(async (own) => {
    own.setErrorHandler((error, request, reply) => showFailure(site, request, reply, error));
    registerAssets(own, site);
    registerPages(own, site);
    registerForms(own, site);
    own.get("/*", forAnyone, (request, reply) => {
      if ([...others, ...(needs.foreign ?? [])].some((path) => request.url.startsWith(path)))
        return reply.callNotFound();
      return redirectSettings(request, reply) ?? showFailure(site, request, reply, new ApiRefusal(404, {}));
    });
  });
}

function registerAssets(app: FastifyInstance, site: Site): void {
  app.get(`${assetBase}:name`, forAnyone, (request: FastifyRequest, reply: FastifyReply) => {
    const { name } = request.params as { name: string };
    reply.header("x-content-type-options", "nosniff");
    if (name === "mark.svg")
      return reply.type("image/svg+xml").header("cache-control", "public, max-age=86400").send(mark);
    const asset = site.assets.files.get(name);
    if (!asset) return reply.code(404).type("text/plain").send("");
    reply.type(asset.type).header("cache-control", "public, max-age=31536000, immutable");
    reply.header("vary", "accept-encoding");
    const encoding = encodingOf(request);
    if (encoding) reply.header("content-encoding", encoding);
    return reply.send(encoding === "br" ? asset.brotli : encoding === "gzip" ? asset.gzip : asset.plain);
  });
}
