import type { Api } from "../api.ts";
import type { Problem } from "../api-types.ts";
import type { Intake } from "../intake-types.ts";
import { problemFrom } from "../problem.ts";
import { type FileLike, runUpload } from "./upload.ts";

export interface Upload {
  id: string;
  name: string;
  bytes: number;
  received: number;
  state: "sending" | "waiting" | "paused" | "done" | "stopped";
  problem?: Problem;
}

/**
 * All uploads of this window. It lives outside the pages, so that leaving one does not stop a file on its way.
 * What has arrived is kept by the server; after a reload the same file is chosen again and goes on from there.
 */
export class UploadManager {
  private uploads: ReadonlyMap<string, Upload> = new Map();
  private readonly running = new Map<string, { abort: AbortController; file: FileLike }>();
  private readonly listeners = new Set<() => void>();
  private readonly api: Api;
  private readonly onArrived: (id: string) => void;

  constructor(api: Api, onArrived: (id: string) => void) {
    this.api = api;
    this.onArrived = onArrived;
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };
  snapshot = () => this.uploads;

  /** Opens an intake for an entry and begins to send. @returns the new intake */
  async start(entry: string, file: FileLike): Promise<Intake> {
    const intake = await this.api.call<Intake>("/intakes", {
      method: "POST",
      body: { entry, name: file.name, bytes: file.size },
    });
    void this.send(intake, file);
    return intake;
  }

  /** Goes on with an intake from where the server has got to. */
  resume(intake: Pick<Intake, "id" | "name" | "bytes" | "received">, file: FileLike): void {
    if (!this.running.has(intake.id)) void this.send(intake, file);
  }

  /** Goes on after a pause or a failure, with the file of before. */
  again(id: string): boolean {
    const upload = this.uploads.get(id);
    const file = this.files.get(id);
    if (!upload || !file || this.running.has(id)) return false;
    void this.send({ id, name: upload.name, bytes: upload.bytes, received: upload.received }, file);
    return true;
  }

  pause(id: string): void {
    this.running.get(id)?.abort.abort();
    this.running.delete(id);
    this.set(id, { state: "paused" });
  }

  /** Stops and forgets; the intake itself is cancelled by its page. */
  drop(id: string): void {
    this.running.get(id)?.abort.abort();
    this.running.delete(id);
    this.files.delete(id);
    const next = new Map(this.uploads);
    next.delete(id);
    this.publish(next);
  }

  private readonly files = new Map<string, FileLike>();

  private async send(
    intake: Pick<Intake, "id" | "name" | "bytes" | "received">,
    file: FileLike,
  ): Promise<void> {
    const { id } = intake;
    const abort = new AbortController();
    this.running.set(id, { abort, file });
    this.files.set(id, file);
    this.publish(
      new Map(this.uploads).set(id, {
        id,
        name: intake.name,
        bytes: intake.bytes,
        received: intake.received ?? 0,
        state: "sending",
      }),
    );
    try {
      await runUpload({
        api: this.api,
        id,
        file,
        signal: abort.signal,
        onProgress: (received) => this.set(id, { received, state: "sending" }),
        onWait: () => this.set(id, { state: "waiting" }),
      });
      if (abort.signal.aborted) return;
      this.set(id, { state: "done", received: intake.bytes });
      this.files.delete(id);
      this.onArrived(id);
    } catch (thrown) {
      this.set(id, { state: "stopped", problem: problemFrom(thrown) });
    } finally {
      if (this.running.get(id)?.abort === abort) this.running.delete(id);
    }
  }

  private set(id: string, change: Partial<Upload>): void {
    const upload = this.uploads.get(id);
    if (upload) this.publish(new Map(this.uploads).set(id, { ...upload, ...change }));
  }

  private publish(uploads: ReadonlyMap<string, Upload>): void {
    this.uploads = uploads;
    for (const listener of this.listeners) listener();
  }
}
