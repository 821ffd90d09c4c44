import { dayOf } from "@zhanqiao/law";
import type { Text } from "../platform/index.ts";

/** What a citation is made of. */
export interface Cited {
  readonly code: string;
  readonly name: string;
  readonly provider: string;
  readonly version?: { readonly n: number; readonly publishedAt: Date; readonly sha256: string };
  readonly publicUrl?: string;
}

/**
 * How to cite a dataset, in the order of GB/T 7714: responsible body, title and kind [DB/OL], day, address; with the
 * version and the first 16 digits of its SHA-256, so that a reader can tell whether they have the same data.
 */
export function citation({ code, name, provider, version, publicUrl = "" }: Cited): Text {
  const address = `${publicUrl}/dataset/${code}`;
  if (!version)
    return { zh: `${provider}. ${name}[DB/OL]. ${address}.`, en: `${provider}. ${name}. ${address}` };
  const { n, publishedAt, sha256 } = version;
  const day = dayOf(publishedAt);
  const print = `SHA-256 ${sha256.slice(0, 16)}…`;
  return {
    zh: `${provider}. ${name}: 第${n}版[DB/OL]. (${day}). ${address}. ${print}`,
    en: `${provider}. ${name}, version ${n} [dataset]. (${day}). ${address}. ${print}`,
  };
}
