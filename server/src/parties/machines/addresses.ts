import ipaddr from "ipaddr.js";
import { refuse } from "./refusals.ts";

/** Reads addresses and blocks into CIDR as the database keeps it ("10.1.0.0/16", "::1/128"); refuses the rest (422). */
export function readAddresses(given: readonly string[]): string[] {
  return [...new Set(given.map((a) => a.trim()).filter(Boolean))].map((text, i) => {
    const block = blockOf(text);
    if (!block)
      throw refuse("address_unfit", {
        fields: [{ path: `addresses/${i}`, zh: "不是 IP 地址或网段", en: "is no address or block" }],
      });
    return block;
  });
}

function blockOf(text: string): string | undefined {
  // Four decimal parts or IPv6: the older notations (octal, one number) mean different hosts to different readers.
  if (!/^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[^/]*:)[0-9a-fA-F:.]+)(?:\/\d{1,3})?$/.test(text)) return undefined;
  try {
    const [address, bits] = text.includes("/")
      ? ipaddr.parseCIDR(text)
      : (() => {
          const one = ipaddr.parse(text);
          return [one, one.kind() === "ipv4" ? 32 : 128] as const;
        })();
    const network =
      address.kind() === "ipv4"
        ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`)
        : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`);
    return `${network}/${bits}`;
  } catch {
    return undefined;
  }
}

/** Whether `address` lies in one of the blocks; with none, any does. An IPv4 address mapped into IPv6 is the IPv4 one. */
export function mayComeFrom(address: string, blocks: readonly string[]): boolean {
  if (blocks.length === 0) return true;
  const plain = address.replace(/%.*$/, "");
  if (!ipaddr.isValid(plain)) return false;
  const from = ipaddr.process(plain);
  return blocks.some((block) => {
    const [network, bits] = ipaddr.parseCIDR(block);
    return network.kind() === from.kind() && from.match(network, bits);
  });
}
