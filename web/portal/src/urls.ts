import { search } from "./http/client.ts";

/** Half a character would make `encodeURIComponent` throw; it is replaced instead. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

/** The portal's permanent addresses. Codes may hold slashes: each part is escaped, the slashes stay readable. */
const parts = (text: string) => text.split("/").map(encoded).join("/");

const apiPath = {
  dataset: (code: string) => `/datasets/${encoded(code)}`,
  rows: (code: string) => `/datasets/${encoded(code)}/rows`,
};

export const urls = {
  home: "/",
  search: (query: Readonly<Record<string, string | undefined>> = {}) => `/search${search(query)}`,
  dataset: (code: string) => `/dataset/${parts(code)}`,
  version: (code: string, n: number) => `/dataset/${parts(code)}/v/${n}`,
  correct: (code: string, query: Readonly<Record<string, string | undefined>> = {}) =>
    `/dataset/${parts(code)}/correct${search(query)}`,
  org: (uscc: string) => `/org/${encoded(uscc)}`,
  openList: "/open-list",
  law: "/law",
  article: (n: number | string) => `/law/${encoded(String(n).split(".")[0] ?? "")}`,
  followUp: "/follow-up",
  evidence: "/follow-up/evidence",
  caseOf: (number: string) => `/case/${encoded(number)}`,
  developers: "/developers",
  ledger: "/ledger",
  ledgerEntry: (index: number) => `/ledger?entry=${index}#entry`,
  accessibility: "/accessibility",
  console: "/console",
  openapi: "/api/v1/openapi.json",
  /** RFC 8414. */
  authorizationServer: "/.well-known/oauth-authorization-server/oauth",
  /** Addresses as the public calls them; the portal's own client adds the base itself. */
  api: {
    dataset: (code: string) => `/api/v1${apiPath.dataset(code)}`,
    rows: (code: string) => `/api/v1${apiPath.rows(code)}`,
    download: (code: string, query: Readonly<Record<string, string | undefined>>) =>
      `/api/v1${apiPath.dataset(code)}/download${search(query)}`,
  },
  apiPath,
} as const;

/** Keeps an `href` only where it stays on this site or is plain http(s): data from others must not script. */
export function safeHref(href: string | null | undefined): string | undefined {
  if (!href) return undefined;
  if (/^\/(?![/\\])/.test(href)) return href;
  try {
    const url = new URL(href);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}
