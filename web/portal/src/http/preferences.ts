import type { Language } from "../format.ts";

/** How the reader wants the site: kept in cookies, so that it holds without JavaScript or an account. */
export interface Preferences {
  readonly language: Language;
  /** Undefined follows the reader's system. */
  readonly theme: "light" | "dark" | undefined;
  /** 长者版: larger type and targets. */
  readonly large: boolean;
}

const year = 31_536_000;

export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").slice(0, 8192).split(";")) {
    const at = pair.indexOf("=");
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return cookies;
}

/** What the address asks for wins over the cookie; Chinese is the default whatever the browser prefers. */
export function preferencesOf(query: URLSearchParams, cookies: ReadonlyMap<string, string>): Preferences {
  const pick = (name: string) => query.get(name) ?? cookies.get(`zq_${name}`);
  const theme = pick("theme");
  return {
    language: pick("lang") === "en" ? "en" : "zh",
    theme: theme === "dark" || theme === "light" ? theme : undefined,
    large: pick("size") === "large",
  };
}

const allowed = {
  lang: ["zh", "en"],
  theme: ["light", "dark", "auto"],
  size: ["normal", "large"],
} as const;

export interface Asked {
  /** `Set-Cookie` values to answer with. */
  readonly cookies: readonly string[];
  /** Where to go on: the address without the settings that were asked for; undefined when nothing changes. */
  readonly clean: string | undefined;
}

/**
 * Settings asked for by the address (`?theme=dark`). Language stays in the address, so that a link to the
 * English page can be passed on; theme and size are the reader's own and leave it.
 */
export function askedPreferences(path: string, query: URLSearchParams): Asked {
  const cookies: string[] = [];
  const rest = new URLSearchParams(query);
  let changed = false;
  for (const [name, values] of Object.entries(allowed)) {
    const value = query.get(name);
    if (value === null || !(values as readonly string[]).includes(value)) continue;
    cookies.push(`zq_${name}=${value}; Path=/; Max-Age=${year}; SameSite=Lax`);
    if (name !== "lang") {
      rest.delete(name);
      changed = true;
    }
  }
  const text = rest.toString();
  return { cookies, clean: changed ? path + (text === "" ? "" : `?${text}`) : undefined };
}
