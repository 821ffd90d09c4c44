import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { SignatureType } from "@zhanqiao/tlog";
import { lockFile } from "./file-lock.ts";
import { openKeyFile } from "./key-file.ts";
import { type LogConfig, openLogs } from "./logs.ts";
import { witnessServer } from "./server.ts";
import { Witness } from "./witness.ts";

/** What a witness is started with. */
export type StartWitness = {
  /** The witness's name in its signature lines: a URL without scheme. */
  readonly name: string;
  /** Where it keeps what it cosigned; made when absent. Losing it is forgetting: never start with an old copy. */
  readonly folder: string;
  readonly logs: readonly LogConfig[];
  /** The key file; `key` in the folder unless told otherwise. Made on the first run. */
  readonly keyFile?: string;
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** POSIX milliseconds. */
  readonly now?: () => number;
  /** Signature types of logs' keys; Ed25519 and ML-DSA-44 unless told otherwise. */
  readonly types?: readonly SignatureType[];
  /** Told of the witness's own faults; standard error unless told otherwise. */
  readonly report?: (error: unknown) => void;
};

/** A witness that runs. `url` is its submission and monitoring prefix, without a final slash. */
export type RunningWitness = {
  readonly url: string;
  readonly verifierKeys: readonly string[];
  close(): Promise<void>;
};

/**
 * Starts a witness (C2SP tlog-witness): POST <url>/add-checkpoint, GET <url>/<hash of origin>/checkpoint. Refuses
 * with a `Problem`: a folder or key another witness uses, a memory or key file that cannot be read, an unfit log.
 */
export async function startWitness(options: StartWitness): Promise<RunningWitness> {
  const { name, folder, host = "127.0.0.1", port = 0, now = Date.now, types, report = toStderr } = options;
  const logs = openLogs(options.logs, types);
  await mkdir(folder, { recursive: true });
  const keyFile = options.keyFile ?? join(folder, "key");
  const locks = [lockFile(join(folder, "lock"))];
  try {
    locks.push(lockFile(`${keyFile}.lock`));
    const keys = await openKeyFile(keyFile, name);
    const witness = await Witness.open(folder, keys, logs, now);
    const server = witnessServer(witness, report);
    server.listen(port, host);
    await once(server, "listening");
    const { address, port: taken, family } = server.address() as AddressInfo;
    return {
      url: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`,
      verifierKeys: keys.verifierKeys,
      async close() {
        const closed = once(server, "close");
        server.close();
        server.closeIdleConnections();
        // Requests under way get their answer; whoever stays connected does not hold up the end.
        await witness.settled();
        setTimeout(() => server.closeAllConnections(), 500).unref();
        await closed;
        for (const lock of locks) lock.release();
      },
    };
  } catch (error) {
    for (const lock of locks) lock.release();
    throw error;
  }
}

function toStderr(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
