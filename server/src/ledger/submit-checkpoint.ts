import {
  addCosignatures,
  consistencyProof,
  formatAddCheckpoint,
  LogRefusal,
  parseSizeAnswer,
  sizeContentType,
  tileReader,
} from "@zhanqiao/tlog";
import { type Files, fill, type OutgoingFetch, type Text } from "../platform/index.ts";
import { tilesOf } from "./log-files.ts";
import type { Witness } from "./witness-list.ts";

const texts = {
  unreachable: { zh: "见证无法连通", en: "the witness cannot be reached" },
  answered: { zh: "见证答复 HTTP {status}", en: "the witness answered HTTP {status}" },
  unknown_log: { zh: "见证不认识本日志", en: "the witness does not know this log" },
  untrusted_key: { zh: "见证不认本日志的密钥", en: "the witness does not trust this log's key" },
  bad_answer: {
    zh: "见证的答复不合格式或签名不符：{reason}",
    en: "the witness's answer is out of form or wrongly signed: {reason}",
  },
  behind: {
    zh: "见证已签过 {seen} 条，本日志只有 {size} 条：日志被回退",
    en: "the witness has cosigned {seen} entries, this log has {size}: the log was rolled back",
  },
  inconsistent: {
    zh: "见证认定本日志不是它所签历史的延续：日志被改写",
    en: "the witness finds that this log does not continue what it cosigned: the log was rewritten",
  },
} as const satisfies Record<string, Text>;

/** Why a witness has not cosigned. */
export class WitnessTrouble extends Error {
  override readonly name = "WitnessTrouble";
  readonly text: Text;

  constructor(code: keyof typeof texts, params: Record<string, string | number> = {}) {
    const text = fill(texts[code], params);
    super(text.en);
    this.text = text;
  }
}

/** A published checkpoint. */
export interface Published {
  readonly size: number;
  readonly note: string;
}

const limits = { timeoutMs: 10_000, maxBytes: 64 * 1024 } as const;

/**
 * Asks a witness to cosign a checkpoint (C2SP tlog-witness add-checkpoint), with the proof that it continues the
 * tree of `oldSize` entries; a witness that stands elsewhere says so (409) and is given the proof from there.
 * @returns the verified cosignature line, newline included.
 * @throws WitnessTrouble for every other answer, and for a line that does not verify.
 */
export async function submitCheckpoint(
  { files, fetch, signal }: { files: Files; fetch: OutgoingFetch; signal?: AbortSignal },
  witness: Witness,
  { size, note }: Published,
  oldSize: number,
): Promise<string> {
  const reader = tileReader(size, tilesOf(files));
  let from = Math.min(oldSize, size);
  // It may have cosigned meanwhile for another process that leads; more than that is no honest race.
  for (let tries = 0; tries < 3; tries++) {
    const proof = from === 0 ? [] : await consistencyProof(from, size, reader);
    const answer = await ask(fetch, witness, formatAddCheckpoint({ oldSize: from, proof, note }), signal);
    if (answer.status === 200) return lineOf(answer.body, witness, note);
    if (answer.status !== 409 || !answer.type.startsWith(sizeContentType)) throw troubleOf(answer.status);
    const seen = parseSizeAnswer(answer.body);
    if (seen === undefined) throw new WitnessTrouble("bad_answer", { reason: "size" });
    if (seen > size) throw new WitnessTrouble("behind", { seen, size });
    from = seen;
  }
  throw new WitnessTrouble("answered", { status: 409 });
}

async function ask(
  fetch: OutgoingFetch,
  witness: Witness,
  body: string,
  signal: AbortSignal | undefined,
): Promise<{ status: number; type: string; body: Uint8Array }> {
  try {
    const answer = await fetch(`${witness.url}/add-checkpoint`, {
      ...{ method: "POST", body, redirect: "error", ...limits },
      ...(signal ? { signal } : {}),
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
    return {
      status: answer.status,
      type: answer.headers.get("content-type") ?? "",
      body: new Uint8Array(await answer.arrayBuffer()),
    };
  } catch (error) {
    throw Object.assign(new WitnessTrouble("unreachable"), { cause: error });
  }
}

function lineOf(body: Uint8Array, witness: Witness, note: string): string {
  try {
    const { note: merged, added } = addCosignatures(note, body, [witness.verifier]);
    if (added.length === 0 || !merged.startsWith(note))
      throw new WitnessTrouble("bad_answer", { reason: witness.name });
    return merged.slice(note.length);
  } catch (error) {
    if (error instanceof LogRefusal) throw new WitnessTrouble("bad_answer", { reason: error.en });
    throw error;
  }
}

function troubleOf(status: number): WitnessTrouble {
  if (status === 404) return new WitnessTrouble("unknown_log");
  if (status === 403) return new WitnessTrouble("untrusted_key");
  if (status === 422) return new WitnessTrouble("inconsistent");
  return new WitnessTrouble("answered", { status });
}
