import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { ConfigError } from "../config.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What an operator has opened beyond the public Internet, read from `ZHANQIAO_OUTGOING_ALLOW`. */
export interface AllowList {
  /** Lower-case host names and addresses; a port where only that one is open. */
  readonly hosts: readonly { readonly host: string; readonly port?: number }[];
  readonly ranges: readonly (readonly [Address, number])[];
}

/** Ports that may be asked on any public host; others must be listed. */
const plainPorts = new Set([80, 443, 8080, 8443]);

/** Kinds of address that a listed *name* may stand for; link-local and the rest open only to a listed range. */
const insideKinds = new Set(["private", "uniqueLocal", "carrierGradeNat", "loopback"]);

/** Where clouds hand a machine its own credentials, inside ranges that a listed name may otherwise stand for. */
const metadata = new Set(["100.100.100.200", "fd00:ec2::254", "fd20:ce::254"]);

/**
 * Reads host names, `host:port`, addresses (IPv6 in brackets where a port follows) and CIDR ranges.
 * @throws ConfigError naming the entry that is none of these.
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const hosts: { host: string; port?: number }[] = [];
  const ranges: [Address, number][] = [];
  for (const entry of entries) {
    if (entry.includes("/")) {
      if (!ipaddr.isValidCIDR(entry)) throw unknownEntry(entry);
      ranges.push(ipaddr.parseCIDR(entry));
    } else hosts.push(hostOf(entry));
  }
  return { hosts, ranges };
}

function hostOf(entry: string): { host: string; port?: number } {
  const bare = ipaddr.IPv6.isValid(entry) ? `[${entry}]` : entry;
  const url = URL.canParse(`ws://${bare}`) ? new URL(`ws://${bare}`) : undefined;
  if (!url || url.username || url.password || url.pathname !== "/" || url.search || url.hash)
    throw unknownEntry(entry);
  const port = /:(\d+)$/.exec(bare.replace(/^\[.*\]/, ""))?.[1];
  return { host: nameOf(url.hostname), ...(port ? { port: Number(port) } : {}) };
}

const unknownEntry = (entry: string) =>
  new ConfigError(
    `ZHANQIAO_OUTGOING_ALLOW: “${entry}” 须为主机名、主机名:端口、地址或 CIDR / must be a host, host:port, address or CIDR`,
  );

/** A URL's host name as names are compared: no brackets, no root dot. */
export const nameOf = (hostname: string): string =>
  hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");

/** Whether an operator listed this very host (and port). */
export const isListed = (allow: AllowList, host: string, port: number): boolean =>
  allow.hosts.some((h) => h.host === host && (h.port === undefined || h.port === port));

/**
 * Whether a connection to `address` may be opened for `host:port`. Everything that is not the public Internet is
 * closed: by IANA's special-purpose registries (RFC 6890 and what followed), and every form in which an IPv4 address
 * travels inside an IPv6 one (mapped, RFC 6052, RFC 6145, 6to4, Teredo).
 */
export function mayConnect(allow: AllowList, host: string, port: number, address: string): boolean {
  // Only the plain spelling: ipaddr.js also reads 0x8.8.8.8 and 127.1.
  if (!isIP(address)) return false;
  const parsed = ipaddr.parse(address);
  if ((parsed as { zoneId?: string }).zoneId) return false;
  if (allow.ranges.some(([net, bits]) => net.kind() === parsed.kind() && parsed.match(net as never, bits)))
    return true;
  const listed = isListed(allow, host, port);
  if (isPublic(parsed)) return listed || plainPorts.has(port);
  if (!listed) return false;
  // The address itself was listed, not a name that may come to stand for it.
  if (ipaddr.isValid(host) && ipaddr.parse(host).toString() === parsed.toString()) return true;
  return insideKinds.has(parsed.range()) && !metadata.has(parsed.toString());
}

/** Whether a port needs no listing; asked first, so that a closed port is named as the reason. */
export const isPlainPort = (port: number): boolean => plainPorts.has(port);

function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  // 2000::/3 is all of IPv6 that has been given out (RFC 4291 2.4); ::a.b.c.d and the like lie outside.
  return address.kind() === "ipv4" || ((address as ipaddr.IPv6).parts[0]! & 0xe000) === 0x2000;
}
