import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../src/platform/index.ts";
import { endSharedCity } from "./journeys/shared-city.ts";

/**
 * Gives the whole run one real PostgreSQL: the installed one of ZHANQIAO_TEST_DATABASE_URL, or an embedded one
 * in a temporary folder. Each test file makes databases of its own on it. Journeys share one seeded city, which the
 * first of them starts and which is ended here.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const city = mkdtempSync(join(tmpdir(), "zhanqiao-city-"));
  process.env.ZHANQIAO_TEST_CITY = city;
  const installed = process.env.ZHANQIAO_TEST_DATABASE_URL;
  if (installed) {
    process.env.ZHANQIAO_TEST_SERVER = installed;
    return () => endSharedCity(city);
  }
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-test-"));
  chmodSync(dir, 0o755);
  const embedded = await startEmbedded(join(dir, "postgres"));
  process.env.ZHANQIAO_TEST_SERVER = embedded.url;
  return async () => {
    await endSharedCity(city);
    await embedded.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
