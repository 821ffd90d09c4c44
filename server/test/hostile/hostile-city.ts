import {
  beginIntake,
  entryContents,
  piece,
  publishedEntry,
  type SeenCase,
  settledIntake,
} from "../journeys/acts.ts";
import { Client } from "../running.ts";
import { csvCell, payloads } from "./strings.ts";

/** What was written into the city, and where it is to be seen. */
export interface HostileCity {
  readonly entry: SeenCase;
  readonly correction: { readonly number: string; readonly secret: string };
  readonly officer: Client;
  readonly reviewer: Client;
  /** A published file, and one whose columns are still to be confirmed. */
  readonly intake: string;
  readonly waiting: string;
  readonly cells: readonly (readonly string[])[];
}

const columns = ["name", "second", "third"] as const;

/** A name a person may have. */
export const shortPayload = "<img src=x onerror=window.__canary=1>";

/** Payload by payload, around and around. */
const all = (from: number, max: number): string => payloads[from % payloads.length]!.slice(0, max);

/** Writes payloads into every text of an entry, its data, its file, a correction and the acts on them. */
export async function writePayloads(address: string): Promise<HostileCity> {
  const agent = { "user-agent": `<script>window.__canary=1</script>"><img src=x onerror=window.__canary=1>` };
  const officer = new Client(address);
  await officer.send("POST", "/session", { login: "yuanlin", password: "zhanqiao-demo" }, agent);
  await officer.signIn("yuanlin");
  const reviewer = await new Client(address).signIn("shuju-shenhe");
  const stamp = Date.now();
  const contents = entryContents(
    `${payloads[0]}${payloads[1]}${stamp}`,
    columns.map((column, i) => [all(i + 2, 100), column, "string"] as const),
    {
      abstract: payloads.join(" ").slice(0, 2900),
      basis: payloads.slice(9, 14).join(" ").slice(0, 480),
      keywords: payloads.map((text) => text.trim().slice(0, 30)).slice(0, 20),
    },
  );
  const items = contents.items as Record<string, unknown>[];
  for (const [i, item] of items.entries()) {
    item.description = payloads
      .slice(i * 8, i * 8 + 8)
      .join(" ")
      .slice(0, 480);
    item.unit = all(i, 30);
    item.codeList = all(i + 15, 190);
  }
  const entry = await publishedEntry(officer, reviewer, contents);
  const cells = payloads.map((_, i) => columns.map((_c, k) => all(i + k, 400)));
  // Headings that look like any other row are taken for one.
  const lines = [items.map((item) => String(item.name)), ...cells];
  const csv = lines.map((line) => line.map(csvCell).join(",")).join("\r\n");
  const intake = await publishAsIs(officer, entry.subject, `${payloads[1]}.csv`, Buffer.from(`${csv}\r\n`));
  const filed = await new Client(address).send("POST", "/cases", {
    procedure: "correction",
    subject: entry.subject,
    contents: {
      to: "agency",
      row: payloads[3],
      column: payloads[9]!.slice(0, 100),
      found: payloads.join("\n").slice(0, 1900),
      shouldBe: payloads.slice(4, 12).join(" "),
      evidence: payloads.slice(11, 18).join(" "),
      contact: payloads[1],
    },
  });
  if (filed.status !== 201) throw new Error(`${filed.status} ${JSON.stringify(filed.body)}`);
  const rest = Buffer.from(`${csv}\r\n`);
  const waiting = await beginIntake(officer, entry.subject, `${payloads[5]}.csv`.slice(0, 200), rest.length);
  await piece(officer, waiting, 0, rest);
  await settledIntake(officer, waiting);
  const admin = await new Client(address).signIn("shuju-guanli");
  const added = await admin.send("POST", "/people", {
    name: shortPayload,
    login: `hostile-${stamp}`,
    password: "Pier-and-open-water-42!",
    roles: ["officer"],
  });
  if (added.status !== 201) throw new Error(JSON.stringify(added.body));
  return { entry, correction: filed.body.followUp, officer, reviewer, intake, waiting, cells: lines };
}

/** Delivers a file whose columns stand in the order of the entry's items; answers its intake. */
async function publishAsIs(officer: Client, entry: string, name: string, bytes: Uint8Array): Promise<string> {
  const id = await beginIntake(officer, entry, name, bytes.length);
  await piece(officer, id, 0, bytes);
  const found = await settledIntake(officer, id);
  if (found.state !== "inspected") throw new Error(JSON.stringify(found.refusal));
  const mapping = columns.map((to, from) => ({ from, to, type: "string" }));
  const accept = [
    ...found.inspection.warnings,
    ...found.inspection.columns.flatMap((column: { warnings: unknown[] }) => column.warnings),
  ].map((warning: { code: string }) => warning.code);
  const asked = await officer.send("POST", `/intakes/${id}/load`, { mapping, accept: [...new Set(accept)] });
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
  const loaded = await settledIntake(officer, id);
  if (loaded.state !== "checked") throw new Error(JSON.stringify(loaded.refusal));
  const published = await officer.send("POST", `/intakes/${id}/publish`, { note: payloads[0] });
  if (published.status !== 200) throw new Error(JSON.stringify(published.body));
  return id;
}
