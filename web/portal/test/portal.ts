import type { FastifyInstance } from "fastify";
import fastify from "fastify";
import { code, fixtureApi, now } from "../src/fixtures.ts";
import type { PortalApi } from "../src/http/portal-api.ts";
import { mountPortal } from "../src/index.ts";

/** Every page there is, by the address it is asked for. */
export const addresses = [
  "/",
  "/search",
  "/search?q=%E5%81%9C%E8%BD%A6&field=ecology,education&sort=name&page=2",
  "/search?q=%E6%B2%A1%E6%9C%89",
  "/search?page=9999",
  `/dataset/${code}`,
  `/dataset/${code}?f=total~%3E%3D~200&f=fee~empty~&sort=-total`,
  `/dataset/${code}/v/11`,
  `/dataset/${code}/correct?row=3&column=fee`,
  "/follow-up",
  "/case/JH-2026-000128",
  "/org/113702000000000194",
  "/open-list",
  "/law",
  "/law/17",
  "/law/37",
  "/developers",
  "/ledger?entry=4182",
  "/accessibility",
] as const;

/** A server with the portal on it, over invented answers. */
export async function portal(api: PortalApi = fixtureApi(), assets?: string): Promise<FastifyInstance> {
  const app = fastify({ routerOptions: { maxParamLength: 300 } });
  await mountPortal(app, {
    api,
    clock: { now: () => now },
    publicUrl: "https://data.example",
    assets: assets ?? "/nowhere",
  });
  return app;
}

export interface Tag {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** The tags of a document as a parser reads them: quoted values are skipped, whatever they hold. */
export function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  for (const found of html.matchAll(/<(\/?[a-zA-Z][^\s/>]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*\/?>/g)) {
    const attributes = [...(found[2] ?? "").matchAll(/\s+([^\s=>"/]+)(?:="[^"]*")?/g)].map((a) => a[1] ?? "");
    tags.push({ name: found[1] ?? "", attributes });
  }
  return tags;
}
