import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
} from "fastify";
import { Accessibility } from "../pages/accessibility.tsx";
import { DatasetPage } from "../pages/dataset/index.tsx";
import { loadDataset } from "../pages/dataset/load.ts";
import { Developers, loadDevelopers } from "../pages/developers.tsx";
import { Home, loadHome } from "../pages/home.tsx";
import { ArticlePageView, LawPage, loadArticle, loadLaw } from "../pages/law.tsx";
import { LedgerPage } from "../pages/ledger/index.tsx";
import { loadLedger } from "../pages/ledger/load.ts";
import { loadOpenList, OpenListPage } from "../pages/open-list.tsx";
import { loadOrg, OrgPage } from "../pages/org.tsx";
import { loadSearch, readSearch, Search } from "../pages/search.tsx";
import { ApiRefusal } from "./client.ts";
import type { Site, Visit } from "./visit.tsx";
import { redirectSettings, visitOf } from "./visit.tsx";

/**
 * The portal's routes are no part of the API's description, and a session of the console's neither helps nor
 * hinders here: whoever reads the portal is anyone (`beginsSession` is the host's word for that).
 */
export const forAnyone = {
  schema: { hide: true } as FastifySchema,
  config: { beginsSession: true } as FastifyContextConfig,
};

type Page = (visit: Visit) => Promise<FastifyReply>;

/** Registers a page; settings in its address are kept first, then the page is shown at the clean address. */
export function get(app: FastifyInstance, site: Site, path: string, page: Page): void {
  app.get(path, forAnyone, async (request: FastifyRequest, reply: FastifyReply) => {
    return redirectSettings(request, reply) ?? (await page(visitOf(site, request, reply)));
  });
}

/** The pages that are only read. */
export function registerPages(app: FastifyInstance, site: Site): void {
  get(app, site, "/", async (visit) => visit.show(<Home data={await loadHome(visit.client)} />));
  get(app, site, "/search", async (visit) =>
    visit.show(<Search data={await loadSearch(visit.client, readSearch(visit.query))} />),
  );
  get(app, site, "/dataset/:code", (visit) => dataset(visit, undefined));
  get(app, site, "/dataset/:code/v/:n", (visit) => {
    const n = visit.params.n ?? "";
    if (!/^[1-9]\d{0,8}$/.test(n)) throw new ApiRefusal(404, {});
    return dataset(visit, Number(n));
  });
  get(app, site, "/org/:uscc", async (visit) =>
    visit.show(<OrgPage data={await loadOrg(visit.client, visit.params.uscc ?? "")} />),
  );
  get(app, site, "/open-list", async (visit) =>
    visit.show(<OpenListPage data={await loadOpenList(visit.client, visit.query)} />),
  );
  get(app, site, "/law", async (visit) => visit.show(<LawPage data={await loadLaw(visit.client)} />));
  get(app, site, "/law/:n", async (visit) =>
    visit.show(<ArticlePageView data={await loadArticle(visit.client, visit.params.n ?? "")} />),
  );
  get(app, site, "/ledger", async (visit) =>
    visit.show(<LedgerPage data={await loadLedger(visit.client, visit.query)} />),
  );
  get(app, site, "/developers", async (visit) =>
    visit.show(<Developers data={await loadDevelopers(visit.client)} />),
  );
  get(app, site, "/accessibility", (visit) => visit.show(<Accessibility />));
}

async function dataset(visit: Visit, version: number | undefined) {
  const data = await loadDataset(visit.client, visit.params.code ?? "", version, visit.query);
  return visit.show(<DatasetPage data={data} />);
}
