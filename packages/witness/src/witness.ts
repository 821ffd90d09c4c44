import {
  cosign,
  decideCosignature,
  formatSignature,
  LogRefusal,
  openNote,
  parseAddCheckpoint,
  parseNote,
  type ReadAddCheckpoint,
  sizeContentType,
  type Verifier,
} from "@zhanqiao/tlog";
import type { WitnessKeys } from "./key-file.ts";
import { LogState, originHash } from "./state.ts";

/** An HTTP answer. */
export type Answer = { readonly status: number; readonly type: string; readonly body: string };

const plain = "text/plain; charset=utf-8";

type WitnessedLog = { readonly keys: readonly Verifier[]; readonly state: LogState; queue: Promise<unknown> };

/**
 * Cosigns checkpoints of known logs. For each origin requests are taken one after the other, and the new
 * checkpoint is on disk before it is signed: whatever happens, no two roots are signed for one size, and none for
 * a smaller size than one signed before.
 */
export class Witness {
  readonly #keys: WitnessKeys;
  readonly #now: () => number;
  readonly #logs: ReadonlyMap<string, WitnessedLog>;
  readonly #byHash: ReadonlyMap<string, WitnessedLog>;

  private constructor(keys: WitnessKeys, now: () => number, logs: ReadonlyMap<string, WitnessedLog>) {
    this.#keys = keys;
    this.#now = now;
    this.#logs = logs;
    this.#byHash = new Map(Array.from(logs, ([origin, log]) => [originHash(origin), log]));
  }

  /** Opens the memory of each log. `now` gives POSIX milliseconds. */
  static async open(
    folder: string,
    keys: WitnessKeys,
    logs: ReadonlyMap<string, readonly Verifier[]>,
    now: () => number,
  ): Promise<Witness> {
    const opened = new Map<string, WitnessedLog>();
    for (const [origin, verifiers] of logs) {
      const state = await LogState.open(folder, origin);
      opened.set(origin, { keys: verifiers, state, queue: Promise.resolve() });
    }
    return new Witness(keys, now, opened);
  }

  /** Answers an add-checkpoint request (C2SP tlog-witness). Faults of the disk pass through, nothing signed. */
  async addCheckpoint(body: Uint8Array): Promise<Answer> {
    let request: ReadAddCheckpoint;
    try {
      request = parseAddCheckpoint(body);
    } catch (error) {
      if (error instanceof LogRefusal) return refusal(400, error);
      throw error;
    }
    const log = this.#logs.get(request.checkpoint.origin);
    if (!log) return this.#decide(undefined, request);
    const answer = log.queue.then(() => this.#decide(log, request));
    log.queue = answer.catch(() => undefined);
    return answer;
  }

  /** The latest cosigned checkpoint of the log whose origin has this hash, for monitors. */
  checkpointOf(hash: string): Answer {
    const note = this.#byHash.get(hash)?.state.latest.note;
    if (!note || !this.#isCosigned(note))
      return { status: 404, type: plain, body: "尚无检查点 / no checkpoint yet\n" };
    return { status: 200, type: plain, body: note };
  }

  /** Waits for the requests that are under way. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#logs.values(), ({ queue }) => queue));
  }

  async #decide(log: WitnessedLog | undefined, request: ReadAddCheckpoint): Promise<Answer> {
    const known = log && { keys: log.keys, latest: log.state.latest };
    const decision = decideCosignature(known, request);
    if (decision.status === 409) return { status: 409, type: sizeContentType, body: `${decision.size}\n` };
    if (decision.status !== 200) return refusal(decision.status, decision.refusal);
    const { text } = decision;
    const signed = `${text}\n${logLines(request.note, log!.keys)}`;
    const { latest } = log!.state;
    const again = latest.note !== undefined && latest.size === decision.checkpoint.size;
    // The same checkpoint once more has nothing new to remember, and its older cosignature stays to be read.
    if (!again) await log!.state.keep(signed);
    const seconds = Math.floor(this.#now() / 1000);
    const lines = this.#keys.cosigners.map((cosigner) => cosign(text, cosigner, seconds)).join("");
    await log!.state.keep(signed + lines);
    return { status: 200, type: plain, body: lines };
  }

  #isCosigned(note: string): boolean {
    const { signatures } = parseNote(note);
    return this.#keys.cosigners.every(({ name, keyId }) =>
      signatures.some((line) => line.name === name && line.keyId === keyId),
    );
  }
}

/** The log's own signature lines: nothing else of a request is kept. */
function logLines(note: string, keys: readonly Verifier[]): string {
  return openNote(note, keys)
    .signatures.map(({ by, signature }) => formatSignature(by, signature))
    .join("");
}

function refusal(status: number, { zh, en }: LogRefusal): Answer {
  return { status, type: plain, body: `${zh}\n${en}\n` };
}
