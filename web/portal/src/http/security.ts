import { randomBytes, timingSafeEqual } from "node:crypto";

export const newNonce = () => randomBytes(16).toString("base64");

/** Headers of every page. Styles and scripts run only with this page's nonce; nothing comes from elsewhere. */
export function pageHeaders(nonce: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}

export const csrfCookie = "zq_form";

/** A token for the form and its cookie; a form is taken only when both come back the same (double submit). */
export const newFormToken = () => randomBytes(24).toString("base64url");

export function formTokenHolds(cookie: string | undefined, field: string | undefined): boolean {
  if (!cookie || !field || cookie.length < 32) return false;
  const a = Buffer.from(cookie);
  const b = Buffer.from(field);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether a form was sent by a page of this site, as far as the browser says. */
export function sameSite(headers: Readonly<Record<string, unknown>>, host: string): boolean {
  const site = headers["sec-fetch-site"];
  if (typeof site === "string" && site !== "same-origin" && site !== "none") return false;
  const origin = headers.origin;
  if (typeof origin !== "string") return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
