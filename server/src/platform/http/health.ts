import type { Database } from "../db/index.ts";
import { refusals } from "../refusal.ts";
import type { App } from "./server.ts";

const refuse = refusals("platform", {
  not_ready: {
    status: 503,
    zh: "数据库暂时不可用，请稍后再试",
    en: "The database cannot be reached now; try again shortly",
  },
});

/** Whether the platform can answer, and what it answers: the readiness probe and the OpenAPI document. */
export function registerHealth(app: App, db: Database, version: string): void {
  app.get("/api/v1/health", { schema: { tags: ["platform"], summary: "是否就绪 / readiness" } }, async () => {
    try {
      await db.pool.query("select 1");
    } catch {
      throw refuse("not_ready", { retryAfter: 2 });
    }
    return { status: "ok", version };
  });
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}
