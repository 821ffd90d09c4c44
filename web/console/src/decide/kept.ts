import type { Values } from "../form/schema.ts";

/** What has been typed for a case and not been submitted: kept for this signed-in session, nowhere else. */
export interface Kept {
  action: string | null;
  values: Record<string, Values>;
}

const keyOf = (id: string) => `zq.decision.${id}`;

export function readKept(id: string, storage: Storage = sessionStorage): Kept | null {
  try {
    const read = JSON.parse(storage.getItem(keyOf(id)) ?? "null") as Kept | null;
    return read && typeof read === "object" && read.values ? read : null;
  } catch {
    return null;
  }
}

export function keep(id: string, kept: Kept, storage: Storage = sessionStorage): void {
  try {
    storage.setItem(keyOf(id), JSON.stringify(kept));
  } catch {
    // A full or forbidden storage costs only the keeping, not the decision.
  }
}

export const forget = (id: string, storage: Storage = sessionStorage) => storage.removeItem(keyOf(id));
