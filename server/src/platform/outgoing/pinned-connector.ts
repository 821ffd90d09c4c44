import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import { type AllowList, mayConnect, nameOf } from "./address-rules.ts";
import { refuse } from "./refusals.ts";

/** The addresses of a name, as text. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map((found) => found.address);

/**
 * Opens connections only to addresses it has itself resolved and checked: the name is asked once, all its addresses
 * must be allowed, and the socket is given those very addresses, so that a second answer of the name server
 * (DNS rebinding) is never asked for.
 */
export function pinnedConnector(
  allow: AllowList,
  resolve: Resolve,
  { connectMs, ca }: { connectMs: number; ca?: string },
): buildConnector.connector {
  return (options, callback) => {
    const host = nameOf(options.hostname);
    const port = Number(options.port) || (options.protocol === "https:" ? 443 : 80);
    const asked = Promise.race([checked(allow, resolve, host, port), tooSlow(connectMs)]);
    asked.then(
      (addresses) => {
        const connect = buildConnector({
          timeout: connectMs,
          autoSelectFamily: true,
          ...(ca ? { ca } : {}),
          lookup: (_host: string, want: { all?: boolean }, done: (...answer: unknown[]) => void) =>
            want.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family),
        } as buildConnector.BuildOptions);
        connect(options, callback);
      },
      (error: Error) => callback(error, null),
    );
  };
}

async function checked(allow: AllowList, resolve: Resolve, host: string, port: number) {
  const found = isIP(host) ? [host] : await resolve(host).catch(() => []);
  if (!found.length) throw refuse("unresolved", { params: { host } });
  if (!found.every((address) => mayConnect(allow, host, port, address)))
    throw refuse("address_forbidden", { params: { host } });
  return found.map((address) => ({ address, family: isIP(address) }));
}

const tooSlow = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(refuse("too_slow")), ms).unref();
  });
