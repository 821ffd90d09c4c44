import { connect } from "node:net";

export interface RawAnswer {
  /** Everything that came back, as it came. */
  readonly text: string;
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Milliseconds until the other side ended the connection or the wait was over. */
  readonly took: number;
  readonly ended: boolean;
}

/**
 * Sends bytes as they are, in pieces with pauses between, and reads until the other side ends the connection or
 * `patience` milliseconds are over.
 */
export function sendRaw(
  address: string,
  pieces: string | readonly (string | Buffer)[],
  { patience = 5_000, pause = 0 }: { patience?: number; pause?: number } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(address);
  const from = performance.now();
  return new Promise((done) => {
    const socket = connect(Number(port), hostname);
    const parts: Buffer[] = [];
    let over = false;
    const finish = (ended: boolean) => {
      if (over) return;
      over = true;
      clearTimeout(limit);
      socket.destroy();
      const text = Buffer.concat(parts).toString("latin1");
      const [head = "", ...rest] = text.split("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      done({ text, status, head, body: rest.join("\r\n\r\n"), took: performance.now() - from, ended });
    };
    const limit = setTimeout(() => finish(false), patience);
    socket.on("data", (part) => parts.push(part));
    socket.on("error", () => finish(true));
    socket.on("close", () => finish(true));
    socket.on("connect", async () => {
      for (const piece of [pieces].flat()) {
        if (over) return;
        socket.write(piece);
        if (pause) await new Promise((next) => setTimeout(next, pause));
      }
    });
  });
}

/** A request in HTTP/1.1 that closes its connection, from a first line and header lines. */
export const request = (line: string, headers: readonly string[] = [], body = "") =>
  [`${line} HTTP/1.1`, "Host: city.example", "Connection: close", ...headers, "", body].join("\r\n");
