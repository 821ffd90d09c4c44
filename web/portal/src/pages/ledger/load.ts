import type { LedgerHead } from "../../api-types.ts";
import { ApiRefusal, type Client } from "../../http/client.ts";

export interface LedgerData {
  /** `empty`: no checkpoint has been published yet; `down`: the log could not be asked. */
  readonly head: LedgerHead | "empty" | "down";
  /** 0-based index of an entry that is asked for. */
  readonly entry: number | undefined;
}

export async function loadLedger(client: Client, query: URLSearchParams): Promise<LedgerData> {
  const asked = query.get("entry") ?? "";
  return { head: await headOf(client), entry: /^\d{1,12}$/.test(asked) ? Number(asked) : undefined };
}

async function headOf(client: Client): Promise<LedgerData["head"]> {
  try {
    return await client.get<LedgerHead>("/ledger");
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return error.problem.code === "ledger.not_published" ? "empty" : "down";
  }
}

const bundle = 256;

/** Where an entry lies (C2SP tlog-tiles): bundles of 256, indices in groups of three digits, `.p/n` while filling. */
export function placeOf(entry: number, size: number): { path: string; place: number } {
  const n = Math.floor(entry / bundle);
  const groups = String(n)
    .padStart(Math.ceil(String(n).length / 3) * 3, "0")
    .match(/\d{3}/g) ?? ["000"];
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  const width = Math.min(bundle, size - n * bundle);
  return { path: `/tile/entries/${name}${width < bundle ? `.p/${width}` : ""}`, place: entry % bundle };
}

/** The commands that check this log: address and key as they are on this site, quoted for a shell. */
export function commandsFor(publicUrl: string, key: string, pack: string) {
  const given = `--key ${quoted(key)}`;
  const verify = `npx zhanqiao ledger verify ${quoted(publicUrl)} ${given}`;
  return {
    whole: verify,
    keep: `curl -o checkpoint.txt ${quoted(`${publicUrl}/checkpoint`)}`,
    later: `${verify} --since checkpoint.txt`,
    pack: `zhanqiao-verify ${pack} ${given}`,
  };
}

const quoted = (text: string) =>
  /^[\w.+/:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
