import { isIPv6 } from "node:net";

/** What counts as one address: an IPv4 address, or the /64 that an IPv6 client can choose freely within. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plainOf(address));
  return mapped?.[1] ?? networkPrefix(address, 4) ?? plainOf(address);
}

const plainOf = (address: string) => address.replace(/%.*$/, "").toLowerCase();

/** The first groups of an IPv6 address as a network, "2001:db8:1::/48"; undefined for anything else. */
export function networkPrefix(address: string, groups: number): string | undefined {
  const plain = plainOf(address);
  if (!isIPv6(plain)) return undefined;
  // URL writes an IPv6 address in its one canonical way.
  const [head = "", tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split("::");
  const front = head ? head.split(":") : [];
  const back = tail ? tail.split(":") : [];
  const gap = tail === undefined ? [] : Array<string>(8 - front.length - back.length).fill("0");
  return `${[...front, ...gap, ...back].slice(0, groups).join(":")}::/${groups * 16}`;
}

/** An address reduced to its /24 (IPv4) or /48 (IPv6). */
export function shortNetwork(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address);
  if (v4) return `${v4[1]}.0/24`;
  return networkPrefix(address, 3) ?? "";
}
