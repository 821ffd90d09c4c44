const home = "/console/";
const longest = 500;

/**
 * Pure. Where to go after signing in: a path of the workbench itself, in its normal form; anything else, be it
 * another site, another scheme, a backslash, a control character or a way out by `..`, is the workbench's home.
 */
export function returnPath(given: string | undefined): string {
  if (!given || given.length > longest || !given.startsWith("/")) return home;
  // Browsers drop tabs and line breaks and read a backslash as a slash before they look where an address leads.
  if (/[\\\p{Cc}]/u.test(given) || !URL.canParse(given, base)) return home;
  const { origin, pathname, search } = new URL(given, base);
  if (origin !== base || !/^\/console(\/|$)/.test(pathname)) return home;
  // Whoever decodes the path once more must not find another one in it.
  if (/%(?:2f|5c|2e|25|[01][0-9a-f]|7f)/i.test(pathname) || pathname.includes("//")) return home;
  // The pages of signing in lead nowhere by themselves.
  return /^\/console\/(oidc|login)(\/|$)/.test(pathname) ? home : pathname + search;
}

const base = "http://workbench.invalid";
