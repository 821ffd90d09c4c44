import { type AllowList, isListed, isPlainPort, nameOf } from "./address-rules.ts";
import { refuse } from "./refusals.ts";

export interface Target {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
}

/** Characters that readers of URLs disagree about: a check by one reading and a connection by another is a hole. */
const disputed = /[\s\\\p{Cc}\p{Cf}]/u;

/**
 * Reads an address strictly. Hosts are taken as the WHATWG URL standard spells them, so that decimal, octal,
 * hexadecimal and short IPv4 forms, full-width letters and root dots are judged as what they stand for.
 * @throws Refusal unreadable, scheme, credentials, port.
 */
export function targetOf(given: string | URL, allow: AllowList): Target {
  const text = String(given);
  if (disputed.test(text) || text.length > 8192 || !URL.canParse(text))
    throw refuse("unreadable", { params: { url: text.replace(/[\p{Cc}\p{Cf}]/gu, "?").slice(0, 200) } });
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("scheme");
  if (url.username || url.password) throw refuse("credentials");
  const host = nameOf(url.hostname);
  if (!host) throw refuse("unreadable", { params: { url: text.slice(0, 200) } });
  url.hash = "";
  const port = url.port ? Number(url.port) : url.protocol === "https:" ? 443 : 80;
  if (!isPlainPort(port) && !isListed(allow, host, port) && !allow.ranges.length)
    throw refuse("port", { params: { port } });
  return { url, host, port };
}
