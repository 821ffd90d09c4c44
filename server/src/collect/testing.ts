import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import iconv from "iconv-lite";
import { pino } from "pino";
import type { EntryContent } from "../catalog/index.ts";
import { organisations, staff, type TestCatalog, testCatalog, town } from "../catalog/testing.ts";
import { appendAct, ledgerMigrations } from "../ledger/index.ts";
import { anyone, buildServer, type Caller, migrate, openFiles, thePlatform } from "../platform/index.ts";
import { collectMigrations } from "./index.ts";
import type { StepData } from "./intake/run-step.ts";
import { collectJobs } from "./jobs.ts";
import type { CollectNeeds } from "./needs.ts";
import { registerCollect } from "./routes.ts";
import { findIntake } from "./store.ts";

/** Real files that may not be copied here; tests that need them are skipped by name where they are absent. */
export const realData = resolve(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../shared/data"),
  "real",
);

export const officer = staff(town.transport, "officer");
export const otherOfficer = staff(town.education, "officer");
export const head = staff(town.transport, "head");

const callers: Record<string, Caller> = { officer, other: otherOfficer, head };

/** A table of parking lots as an agency's system exports it: GB18030, CRLF, commas. */
export function parkingCsv(rows: number, header = "停车场名称,泊位总数"): Buffer {
  const lines = Array.from({ length: rows }, (_, i) => `第${i + 1}停车场(𠮷),${(i % 500) + 10}`);
  return iconv.encode(`${[header, ...lines].join("\r\n")}\r\n`, "gb18030");
}

/** Intake knows no rules: they come from a unit after it, whose own tests run them here. */
export const checkNothing: CollectNeeds["check"] = async () => ({ score: null, dimensions: {}, rules: [] });

/**
 * Intake on a real database, file store, ledger and HTTP server. Jobs are collected and run when the test says so
 * (`work`), so that a test decides what happens between the steps. `x-as` names the caller.
 */
export async function testCollect(
  options: { uploadLimit?: number; check?: CollectNeeds["check"]; inspect?: CollectNeeds["inspect"] } = {},
) {
  const catalog: TestCatalog = await testCatalog();
  await migrate(catalog.db, [ledgerMigrations, collectMigrations]);
  const dir = await mkdtemp(join(tmpdir(), "zhanqiao-collect-"));
  const files = openFiles(dir);
  const queue: { name: string; data: StepData }[] = [];
  const needs: CollectNeeds = {
    db: catalog.db,
    files,
    clock: catalog.clock,
    jobs: {
      enqueue: async (_tx, name, data) => {
        queue.push({ name, data: data as StepData });
      },
    },
    organisations,
    append: appendAct,
    check: options.check ?? checkNothing,
    ...(options.inspect ? { inspect: options.inspect } : {}),
    uploadLimit: options.uploadLimit ?? 64 * 1024 * 1024,
  };
  const app = await buildServer({
    log: pino({ level: "silent" }),
    resolveCaller: async (request) => callers[String(request.headers["x-as"])] ?? anyone,
    trustProxy: [],
    version: "0",
  });
  registerCollect(app, needs);
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  const base = `${origin}/api/v1/intakes`;

  const call = async (as: string, method: string, path: string, body?: object) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { "x-as": as, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
  const patch = async (as: string, id: string, offset: number, bytes: Uint8Array) => {
    const response = await fetch(`${base}/${id}/content`, {
      method: "PATCH",
      headers: {
        "x-as": as,
        "content-type": "application/offset+octet-stream",
        "upload-offset": String(offset),
      },
      body: bytes as NonNullable<RequestInit["body"]>,
    });
    const text = await response.text();
    return {
      status: response.status,
      offset: Number(response.headers.get("upload-offset")),
      body: text ? JSON.parse(text) : undefined,
    };
  };
  const offsetOf = async (id: string) => {
    const response = await fetch(`${base}/${id}/content`, { method: "HEAD", headers: { "x-as": "officer" } });
    return Number(response.headers.get("upload-offset"));
  };
  /** Runs the jobs that wait, and those they cause. */
  const work = async () => {
    const handlers = collectJobs(needs);
    for (let job = queue.shift(); job; job = queue.shift())
      await handlers.find((h) => h.name === job.name)!.work(job.data);
  };
  const begin = async (entry: string, bytes: number, name = "停车场.csv") =>
    (await call("officer", "POST", "", { entry, name, bytes })).body.id as string;
  /** Uploads whole and has it inspected. */
  const upload = async (entry: string, bytes: Uint8Array, name?: string) => {
    const id = await begin(entry, bytes.length, name);
    await patch("officer", id, 0, bytes);
    await work();
    return id;
  };
  return {
    ...catalog,
    needs,
    app,
    dir,
    files,
    queue,
    origin,
    call,
    patch,
    offsetOf,
    work,
    begin,
    upload,
    row: async (id: string) => (await catalog.db.reading(thePlatform, (tx) => findIntake(tx, id)))!,
    publishedEntry: async (more: Partial<EntryContent> = {}) => (await catalog.published(more)).code,
    close: async () => {
      await app.close();
      await catalog.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type TestCollect = Awaited<ReturnType<typeof testCollect>>;
