import type { Readable } from "node:stream";
import { type Caller, newSecret, thePlatform } from "../../platform/index.ts";
import type { CollectNeeds } from "../needs.ts";
import { refuse } from "../refusals.ts";
import {
  beat,
  claim,
  claimSeconds,
  findIntake,
  type IntakeRow,
  release,
  saveChange,
  saveReceived,
} from "../store.ts";
import { contentKey } from "./keys.ts";
import { ownIntake, requireState } from "./permit.ts";
import { steps } from "./steps.ts";

/** Longest silence within a piece, milliseconds: then what has come is kept and the connection let go. */
const silence = 20_000;

export interface Piece {
  readonly id: string;
  /** Where these bytes begin in the file. */
  readonly offset: number;
  /** Bytes announced by Content-Length, where announced. */
  readonly length?: number;
  readonly bytes: Readable;
}

/**
 * Receives the next piece of a file, straight to disk. What has come when a connection breaks is kept. With the
 * last byte the inspection is asked for, in the same transaction.
 * @returns bytes received in all, durable.
 * Refuses: a wrong offset (409, naming the right one), a second upload at the same time (409), more than was
 * declared (413, keeping nothing of it).
 */
export async function receiveBytes(needs: CollectNeeds, caller: Caller, piece: Piece): Promise<number> {
  const by = newSecret();
  const intake = await needs.db.acting(caller, async (tx) => {
    const found = await ownIntake(tx, caller, piece.id);
    requireState(found, ["receiving"], "继续上传 / receive bytes");
    if (piece.offset !== found.received)
      throw refuse("offset_wrong", { params: { received: found.received } });
    if (piece.offset + (piece.length ?? 0) > found.bytes) throw beyond(found);
    if (!(await claim(tx, { id: found.id, state: "receiving", run: found.run, by })))
      throw refuse("upload_busy", { retryAfter: claimSeconds });
    return found;
  });
  const flow = flowing(piece.bytes);
  const alive = setInterval(() => {
    needs.db
      .acting(thePlatform, (tx) => beat(tx, { id: intake.id, by }))
      // Cancelled meanwhile: there is nothing to receive for.
      .then((kept) => kept || flow.stop())
      .catch(() => undefined);
  }, 5_000);
  try {
    // Beyond what `received` says, the file may hold bytes of a piece that was not counted; they are overwritten.
    const length = await needs.files.append(contentKey(intake.id), piece.offset, flow.bytes(), intake.bytes);
    if (length > intake.bytes) throw beyond(intake);
    return await keep(needs, caller, intake, by, length);
  } finally {
    clearInterval(alive);
    await needs.db.acting(thePlatform, (tx) => release(tx, { id: intake.id, by }));
  }
}

const beyond = ({ bytes }: IntakeRow) => refuse("beyond_declared", { params: { bytes } });

async function keep(needs: CollectNeeds, caller: Caller, before: IntakeRow, by: string, length: number) {
  const received = await needs.db.acting(caller, async (tx) => {
    const now = await findIntake(tx, before.id, true);
    if (now?.state !== "receiving" || !(await beat(tx, { id: before.id, by }))) return undefined;
    const at = needs.clock.now();
    await saveReceived(tx, before.id, length, at);
    if (length === before.bytes) {
      const run = await saveChange(tx, before.id, {
        state: "inspecting",
        step: steps.queuedInspect,
        at,
        newRun: true,
      });
      await needs.jobs.enqueue(tx, "collect.inspect", { intake: before.id, run });
    }
    return length;
  });
  if (received !== undefined) return received;
  const now = await needs.db.reading(thePlatform, (tx) => findIntake(tx, before.id));
  // Cancelled while bytes came in: the file that was just written goes with it.
  if (now?.state === "cancelled") await needs.files.remove(contentKey(before.id));
  requireState(now!, ["receiving"], "继续上传 / receive bytes");
  throw refuse("upload_busy", { retryAfter: claimSeconds });
}

/** A body that ends where it breaks: a lost connection is not an error of the bytes that arrived before it. */
function flowing(body: Readable) {
  let last = performance.now();
  let writing = false;
  return {
    stop: () => body.destroy(),
    async *bytes(): AsyncGenerator<Uint8Array> {
      const watch = setInterval(() => {
        if (!writing && performance.now() - last > silence) body.destroy();
      }, 1_000);
      try {
        // Stopping early must not take the connection down with it: the refusal is still to be sent.
        for await (const chunk of body.iterator({ destroyOnReturn: false })) {
          writing = true;
          yield chunk as Uint8Array;
          writing = false;
          last = performance.now();
        }
      } catch (error) {
        if (!body.destroyed) throw error;
      } finally {
        clearInterval(watch);
      }
    },
  };
}
