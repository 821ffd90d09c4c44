import type { Tx } from "../platform/index.ts";
import { type Cosignature, cosignatures, type Head, readHead } from "./store.ts";

/** A checkpoint as it is handed out: the log's signed note with the witnesses' lines below it. */
export interface Served {
  readonly size: number;
  readonly note: string;
  readonly witnesses: number;
}

/** The newest checkpoint with every cosignature it has got so far; undefined before the first. */
export async function servedCheckpoint(tx: Tx): Promise<string | undefined> {
  const head = await readHead(tx);
  return head?.checkpoint
    ? withLines(head.checkpoint, head.published, await cosignatures(tx)).note
    : undefined;
}

/**
 * The checkpoints a receipt may rest on: the newest, and earlier ones that witnesses cosigned. Most cosignatures
 * first, then newest first.
 */
export async function checkpointsFor(tx: Tx, head: Head | undefined): Promise<Served[]> {
  if (!head?.checkpoint) return [];
  const kept = await cosignatures(tx);
  const notes = new Map(kept.map((one) => [one.checkpoint, one.size]));
  notes.set(head.checkpoint, head.published);
  return Array.from(notes, ([note, size]) => withLines(note, size, kept)).sort(
    (a, b) => b.witnesses - a.witnesses || b.size - a.size,
  );
}

function withLines(checkpoint: string, size: number, kept: readonly Cosignature[]): Served {
  const lines = kept.filter((one) => one.checkpoint === checkpoint).map((one) => one.line);
  return { size, note: checkpoint + lines.join(""), witnesses: lines.length };
}
