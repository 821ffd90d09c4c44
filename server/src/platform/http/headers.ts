/** What an answer that is no page may do in a browser that shows it after all: nothing. */
const inert = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/**
 * Headers of every answer, whatever it is: page, API, download, error, 404. A page says what it may load in a policy
 * of its own instead, and a route says when its answer may be kept; unsaid, nothing is (OWASP ASVS 5.0 3.4, 14.3.2).
 * `secure`: the site is reached by https, so browsers shall never ask it otherwise (RFC 6797).
 */
export function standingHeaders(secure: boolean): Readonly<Record<string, string>> {
  return {
    ...(secure ? { "strict-transport-security": "max-age=31536000" } : {}),
    "cache-control": "no-store",
    "content-security-policy": inert,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
  };
}
