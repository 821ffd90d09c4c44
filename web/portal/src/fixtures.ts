import { Readable } from "node:stream";
import { followUp, law, ledger, procedures, receipts } from "./fixtures/cases.ts";
import { code, home, openList, organisation, searchAnswer } from "./fixtures/catalog.ts";
import { dataset, rowsPage } from "./fixtures/dataset.ts";
import type { ApiAnswer, ApiInit, PortalApi } from "./http/portal-api.ts";

export { code, home, now, rows } from "./fixtures/catalog.ts";
export { dataset, rowsPage } from "./fixtures/dataset.ts";

const answers: [pattern: RegExp, answer: unknown][] = [
  [/^\/statistics\/home$/, home],
  [/^\/statistics\/procedures$/, { items: procedures }],
  [/^\/procedures$/, { items: procedures.map(({ procedure: name, title }) => ({ name, title })) }],
  [/^\/datasets$/, searchAnswer],
  [new RegExp(`^/datasets/${code}$`), dataset],
  [new RegExp(`^/datasets/${code}/rows$`), rowsPage],
  [/^\/organisations\/113702000000000194$/, organisation],
  [/^\/catalog\/open-list$/, openList],
  [/^\/law$/, law],
  [
    /^\/law\/17$/,
    {
      ...law.articles[1],
      rules: [{ rule: "check", title: { zh: "校核完毕", en: "Checked" }, article: "17.2", workingDays: 5 }],
      cases: [{ procedure: "correction", open: 8, closed: 193 }],
      statistics: procedures,
    },
  ],
  [
    /^\/law\/37$/,
    {
      number: 37,
      summary: {
        zh: "授权运营的办理可记录、可审计、可追溯。",
        en: "What is done under authorised operation can be recorded, audited and traced.",
      },
    },
  ],
  [/^\/ledger$/, ledger],
];

const json = (status: number, body: unknown): ApiAnswer => ({ status, body, headers: {} });
const problem = (status: number, code: string, zh: string, en: string) =>
  json(status, { type: `urn:zhanqiao:problem:${code}`, title: zh, status, code, detail: { zh, en } });

/** An API that knows only the fixtures; `overrides` replace answers by path (without base and query). */
export function fixtureApi(overrides: Readonly<Record<string, unknown>> = {}): PortalApi {
  return async (path: string, init: ApiInit = {}) => {
    const url = new URL(path, "http://api.example");
    const at = decodeURIComponent(url.pathname).replace(/^\/api\/v1/, "");
    if (init.method === "POST") return post(at, init.body);
    if (at in overrides) return overrides[at] === undefined ? missing() : json(200, overrides[at]);
    if (at === "/datasets" && url.searchParams.get("q") === "没有")
      return json(200, { items: [], total: 0, facets: {} });
    const found = answers.find(([pattern]) => pattern.test(at));
    return found ? json(200, found[1]) : missing();
  };
}

const missing = () => problem(404, "http.not_found", "没有这个地址", "There is nothing at this address");

function post(at: string, body: unknown): ApiAnswer {
  const given = body as Record<string, string>;
  if (at === "/cases")
    return json(201, {
      case: null,
      followUp: { number: followUp.number, secret: "7Q2M-K9XD-4TWB" },
    });
  const known = given.number === followUp.number && given.secret === "7Q2M-K9XD-4TWB";
  if (at === "/follow-up" && known) return json(200, followUp);
  if (at === "/follow-up/receipts" && known) return json(200, { items: receipts });
  if (at === "/follow-up/evidence" && known) return json(200, Readable.from([Buffer.from("PK\x05\x06")]));
  return problem(404, "procedure.not_found", "没有找到", "Not found");
}
