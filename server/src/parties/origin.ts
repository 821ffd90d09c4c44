import type { FastifyRequest } from "fastify";
import { shortNetwork } from "../platform/index.ts";

/** Where a session was begun, told roughly: enough to know one's own, too little to follow anybody. */
export interface Origin {
  /** "203.0.113.0/24" or "2001:db8:1::/48"; "" when the address is unknown. */
  readonly network: string;
  /** "Firefox / Linux"; "" when nothing known is named. */
  readonly browser: string;
}

/** The origin of a request; the address itself goes no further. */
export const originOf = (request: FastifyRequest): Origin => ({
  network: shortNetwork(request.ip),
  browser: browserFamily(request.headers["user-agent"]),
});

// The first that is named counts: most browsers also name those that they descend from.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, "WeChat"],
  [/QQBrowser/, "QQ"],
  [/Edg(?:A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/(?:Firefox|FxiOS)\//, "Firefox"],
  [/(?:Chrome|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"],
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** The families of browser and system that a User-Agent names, without a version: "Edge / Windows". */
export function browserFamily(agent: string | undefined): string {
  const named = (agent ?? "").slice(0, 512);
  const first = (of: typeof browsers) => of.find(([pattern]) => pattern.test(named))?.[1];
  return [first(browsers), first(systems)].filter(Boolean).join(" / ");
}
