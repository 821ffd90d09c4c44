import type { Text } from "../api-types.ts";
import { machineTexts as T } from "../texts/machines.ts";
import type { Params } from "../texts/messages.ts";
import type { MachineAuth, MachineScope } from "./types.ts";

export interface NewMachine {
  name: string;
  purpose: string;
  scopes: MachineScope[];
  auth: MachineAuth;
  publicKey: string;
  /** One address or block a line. */
  networks: string;
  /** The last day, YYYY-MM-DD. */
  until: string;
}

export type Complaints = Partial<Record<keyof NewMachine, { text: Text; params?: Params }>>;

/** What is missing or wrong before a system can be registered. `today` and `until` are days in Asia/Shanghai. */
export function newMachineComplaints(given: NewMachine, today: string): Complaints {
  const key = given.auth === "private_key_jwt" ? keyComplaint(given.publicKey) : undefined;
  const wrong = linesOf(given.networks).findIndex((line) => !looksLikeNetwork(line));
  return {
    ...(given.name.trim() ? {} : { name: { text: T.needName } }),
    ...(given.purpose.trim() ? {} : { purpose: { text: T.needPurpose } }),
    ...(given.scopes.length > 0 ? {} : { scopes: { text: T.needScopes } }),
    ...(key ? { publicKey: { text: key } } : {}),
    ...(wrong < 0 ? {} : { networks: { text: T.networkUnfit, params: { n: wrong + 1 } } }),
    ...(given.until >= today && given.until <= lastDay(today) ? {} : { until: { text: T.needExpiry } }),
  };
}

/** What is wrong with a pasted key, before it leaves this page: a private one must not. */
export function keyComplaint(pasted: string): Text | undefined {
  const text = pasted.trim();
  if (!text) return T.needKey;
  if (text.includes("PRIVATE KEY")) return T.keyPrivate;
  if (/^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----$/.test(text)) return undefined;
  try {
    const parsed = JSON.parse(text) as Record<string, unknown> & { keys?: Record<string, unknown>[] };
    const keys = Array.isArray(parsed.keys) ? parsed.keys : [parsed];
    if (keys.some((key) => ["d", "p", "q", "k"].some((name) => Object.hasOwn(key, name))))
      return T.keyPrivate;
    const [only] = keys;
    return keys.length === 1 && ["EC", "OKP", "RSA"].includes(String(only!.kty)) ? undefined : T.keyUnfit;
  } catch {
    return T.keyUnfit;
  }
}

/** The lines that say something. */
export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

const looksLikeNetwork = (line: string) =>
  /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/.test(line) || /^(?=[^/]*:)[0-9a-fA-F:.]+(\/\d{1,3})?$/.test(line);

/** The last day that can be chosen: a year from today. */
export function lastDay(today: string): string {
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 364);
  return day.toISOString().slice(0, 10);
}

/** The instant at which a day ends in Asia/Shanghai. */
export const endOfDay = (day: string): string => {
  const end = new Date(`${day}T00:00:00+08:00`);
  end.setUTCDate(end.getUTCDate() + 1);
  return end.toISOString();
};

/** The last day, in Asia/Shanghai, on which something that ends at `iso` still holds. */
export const lastDayOf = (iso: string): string =>
  new Date(new Date(iso).getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
