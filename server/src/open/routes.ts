import type { FastifyReply, FastifyRequest } from "fastify";
import { searchQuerySchema } from "../catalog/index.ts";
import type { App } from "../platform/index.ts";
import * as contract from "./contract.ts";
import type { DownloadFormat } from "./download-formats.ts";
import { exportVersion } from "./export-version.ts";
import { attachment, fileName } from "./file-names.ts";
import { type Datasets, openDatasets } from "./find-dataset.ts";
import { homeStatistics } from "./home-statistics.ts";
import { listArticles, showArticle } from "./law-pages.ts";
import type { OpenNeeds } from "./needs.ts";
import { readRows } from "./read-rows.ts";
import { remember } from "./remember.ts";
import { searchDatasets } from "./search-datasets.ts";
import { sendFile } from "./send-file.ts";
import { showDataset } from "./show-dataset.ts";

const types: Record<DownloadFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};
const bom = Buffer.from([0xef, 0xbb, 0xbf]);

/** The public's way to open data, without an account (Arts. 26–30), and the law with its numbers. */
export function registerOpen(app: App, needs: OpenNeeds): void {
  const datasets = openDatasets(needs);
  const base = "/api/v1/datasets";
  const tags = ["datasets"];

  app.get(
    base,
    {
      config: { machines: "data:read" },
      schema: {
        tags,
        summary: "检索开放数据集 / search open datasets",
        querystring: searchQuerySchema,
        response: { 200: contract.datasetPage },
      },
      onRequest: publicly,
    },
    ({ query }) => searchDatasets(needs, query),
  );

  app.get(
    `${base}/:code`,
    {
      config: { machines: "data:read" },
      schema: {
        tags,
        summary: "一个开放数据集 / one open dataset",
        params: contract.datasetParams,
        response: { 200: contract.dataset },
      },
      onRequest: publicly,
    },
    ({ params }) => showDataset(needs, datasets, params.code),
  );

  app.get(
    `${base}/:code/rows`,
    {
      config: { machines: "data:read", limit: costOfRows },
      schema: {
        tags,
        summary: "按条件读取数据 / rows by filter and order",
        params: contract.datasetParams,
        querystring: contract.rowsQuery,
        response: { 200: contract.rowsPage },
      },
      onRequest: publicly,
    },
    async ({ params, query }, reply) => {
      const body = await readRows(needs, datasets, params.code, query);
      // Text is sent as it is: a thousand rows are not checked against the schema they were made by.
      return reply.type("application/json; charset=utf-8").send(body as never);
    },
  );

  registerDownload(app, needs, datasets);
  registerNumbers(app, needs);
}

function registerDownload(app: App, needs: OpenNeeds, datasets: Datasets): void {
  app.route({
    method: ["GET", "HEAD"],
    url: "/api/v1/datasets/:code/download",
    exposeHeadRoute: false,
    config: { machines: "data:read", limit: "heavy" },
    schema: {
      tags: ["datasets"],
      summary: "下载数据 / download a version",
      description: contract.downloadDescription,
      params: contract.datasetParams,
      querystring: contract.downloadQuery,
    },
    onRequest: publicly,
    handler: async (request, reply) => {
      const { params, query } = request;
      const { entry, data } = await datasets.findData(params.code, query.version);
      const file = await exportVersion(needs, data, query.format);
      const { n } = data.version;
      return sendFile(request, reply, needs.files, {
        file,
        type: types[query.format],
        disposition: attachment(
          fileName(`${entry.name}-v${n}`, query.format),
          `${entry.code}-v${n}.${query.format}`,
        ),
        prefix: query.bom && query.format === "csv" ? bom : Buffer.alloc(0),
      });
    },
  });
}

function registerNumbers(app: App, needs: OpenNeeds): void {
  const home = remember(5_000, () => homeStatistics(needs));
  const law = remember(5_000, () => listArticles(needs));

  app.get(
    "/api/v1/statistics/home",
    {
      schema: {
        tags: ["statistics"],
        summary: "首页数字 / numbers of the first page",
        response: { 200: contract.homeNumbers },
      },
      onRequest: publicly,
    },
    home,
  );

  app.get(
    "/api/v1/law",
    {
      schema: { tags: ["law"], summary: "办法各条 / the articles", response: { 200: contract.law } },
      onRequest: publicly,
    },
    law,
  );

  app.get(
    "/api/v1/law/:n",
    {
      schema: {
        tags: ["law"],
        summary: "一条及其办理情况 / one article at work",
        params: contract.articleParams,
        response: { 200: contract.articlePage },
      },
      onRequest: publicly,
    },
    ({ params }) => showArticle(needs, params.n),
  );
}

// Open data is open to other sites' pages as well; no cookie goes with such a request, and none is needed.
async function publicly(_request: unknown, reply: FastifyReply): Promise<void> {
  reply.header("access-control-allow-origin", "*");
  reply.header("access-control-expose-headers", "etag, ratelimit, ratelimit-policy, retry-after");
  reply.header("cross-origin-resource-policy", "cross-origin");
}

/** The first rows and the next are cheap; a condition, an order or a count looks at the whole version. */
const costOfRows = ({ query }: FastifyRequest) => {
  const { where, sort, count } = query as Record<string, unknown>;
  return where || sort || count ? "heavy" : "reading";
};
