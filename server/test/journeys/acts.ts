import { setTimeout as pause } from "node:timers/promises";
import { decodeEntry, parseVerifierKey, verifyReceipt } from "@zhanqiao/tlog";
import { expect } from "vitest";
import type { Client } from "../running.ts";

/** What people do on a running platform, over HTTP as anybody's client would. */

/** The metadata of an entry that is complete but for nothing; `items` by [name, column, type]. */
export function entryContents(
  name: string,
  items: readonly (readonly [string, string, string])[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    name,
    abstract: `${name}，用于检验平台从编目到开放的全过程`,
    format: "csv",
    fields32: "other",
    class: "governance",
    grade: "L1",
    shareType: "unconditional",
    shareMode: "file",
    openType: "unconditional",
    updateCycle: "monthly",
    related: [],
    basis: "部门法定职能",
    districts: [],
    keywords: [],
    items: items.map(([label, column, type], i) => ({
      name: label,
      column,
      type,
      nullable: i > 0,
    })),
    ...more,
  };
}

export interface SeenCase {
  readonly id: string;
  readonly number: string;
  readonly subject: string;
  readonly version: number;
  readonly state: string;
}

/** Acts on a case with the version given (or the one it has now). */
export async function act(
  who: Client,
  id: string,
  action: string,
  contents: Record<string, unknown> = {},
  version?: number,
) {
  const seen = version ?? (await who.get(`/cases/${id}`)).body.version;
  return who.send("POST", `/cases/${id}/actions/${action}`, { contents }, { "if-match": `"${seen}"` });
}

/** Drafts and submits an entry; the case waits for the authority then. */
export async function submittedEntry(officer: Client, contents: Record<string, unknown>): Promise<SeenCase> {
  const drafted = await officer.send("POST", "/cases", { procedure: "catalog-entry", contents });
  expect(drafted.status, JSON.stringify(drafted.body)).toBe(201);
  const submitted = await act(officer, drafted.body.case.id, "submit", {}, drafted.body.case.version);
  expect(submitted.status, JSON.stringify(submitted.body)).toBe(200);
  return submitted.body;
}

/** An entry that is published; answers its case. */
export async function publishedEntry(
  officer: Client,
  reviewer: Client,
  contents: Record<string, unknown>,
): Promise<SeenCase> {
  const { id } = await submittedEntry(officer, contents);
  const approved = await act(reviewer, id, "approve", { note: "要素完整" });
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  return approved.body;
}

/** Begins an intake and answers its id. */
export async function beginIntake(officer: Client, entry: string, name: string, bytes: number) {
  const begun = await officer.send("POST", "/intakes", { entry, name, bytes });
  expect(begun.status, JSON.stringify(begun.body)).toBe(201);
  return begun.body.id as string;
}

export const piece = (who: Client, id: string, offset: number, bytes: Uint8Array) =>
  who.send("PATCH", `/intakes/${id}/content`, bytes, {
    "content-type": "application/offset+octet-stream",
    "upload-offset": String(offset),
  });

/** Waits until an intake has left the states in which the platform works on it. */
export async function settledIntake(who: Client, id: string) {
  for (let tries = 0; tries < 600; tries++) {
    const { body } = await who.get(`/intakes/${id}`);
    if (!["receiving", "inspecting", "loading"].includes(body.state)) return body;
    await pause(100);
  }
  throw new Error(`intake ${id} did not settle in 60 s`);
}

/** Sends a file, loads it as the platform proposes, publishes it; answers the version. */
export async function deliver(officer: Client, entry: string, name: string, bytes: Uint8Array) {
  const id = await beginIntake(officer, entry, name, bytes.length);
  expect((await piece(officer, id, 0, bytes)).status).toBe(204);
  const loaded = await loadAsProposed(officer, id);
  expect(loaded.state, JSON.stringify(loaded.refusal)).toBe("checked");
  const published = await officer.send("POST", `/intakes/${id}/publish`, {});
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  return published.body as { version: number; rows: number };
}

/** Accepts the platform's own proposal and every grave warning it named. */
export async function loadAsProposed(officer: Client, id: string) {
  const inspected = await settledIntake(officer, id);
  expect(inspected.state, JSON.stringify(inspected.refusal)).toBe("inspected");
  const mapping = inspected.mapping.map(({ from, to, type, format }: Record<string, unknown>) => ({
    from,
    to,
    ...(type ? { type } : {}),
    ...(format ? { format } : {}),
  }));
  let asked = await officer.send("POST", `/intakes/${id}/load`, { mapping });
  if (asked.body.code === "collect.warnings_unaccepted")
    asked = await officer.send("POST", `/intakes/${id}/load`, { mapping, accept: warningsOf(inspected) });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  return settledIntake(officer, id);
}

interface Warned {
  readonly inspection: {
    readonly warnings?: readonly { code: string }[];
    readonly columns: readonly { warnings?: readonly { code: string }[] }[];
  };
}
const warningsOf = ({ inspection }: Warned) => [
  ...new Set(
    [...(inspection.warnings ?? []), ...inspection.columns.flatMap((c) => c.warnings ?? [])].map(
      (w) => w.code,
    ),
  ),
];

/** The receipts of a case once each of its acts has its proof. */
export const receiptsOf = (who: Client, id: string) => proven(() => who.get(`/cases/${id}/receipts`));

/** The same for somebody who follows it without an account. */
export const followedReceipts = (who: Client, receipt: { number: string; secret: string }) =>
  proven(() => who.send("POST", "/follow-up/receipts", receipt));

/** Asks until every act is proven, at most ten seconds: an act is on the log within a second of its answer. */
async function proven(ask: () => ReturnType<Client["get"]>) {
  for (let tries = 0; tries < 100; tries++) {
    const { status, body } = await ask();
    if (status !== 200) throw new Error(`receipts: ${status} ${JSON.stringify(body)}`);
    if (body.items.length && body.items.every((r: { proof: string | null }) => r.proof)) return body.items;
    await pause(100);
  }
  throw new Error("receipts did not come in 10 s");
}

/** Verifies receipts with nothing but the log's origin and key; answers the action of each entry. */
export function verifyOffline(
  receipts: readonly { action: string; entry: string; proof: string; index: number }[],
  log: { origin: string; key: string },
): string[] {
  const trust = { origin: log.origin, log: parseVerifierKey(log.key) };
  return receipts.map((receipt) => {
    const bytes = new TextEncoder().encode(receipt.entry);
    expect(verifyReceipt(receipt.proof, bytes, trust).index).toBe(receipt.index);
    decodeEntry(bytes);
    return receipt.action;
  });
}
