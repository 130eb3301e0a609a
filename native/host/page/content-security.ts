import { randomBytes } from "node:crypto";

/** Where the page's HTML carries this, each answer gets a fresh nonce in its place. */
const PLACEHOLDER = "__CSP_NONCE__";

/** An HTML answer with its matching policy. */
export interface SecuredPage {
  readonly html: string;
  readonly policy: string;
}

/**
 * The page with a one-time nonce and the policy that goes with it: nothing but our own files, no inline script or style
 * without the nonce, and connections only to `connect` (such as "'self'", or "'none'" on the desktop, where a port is used).
 */
export function securePage(html: string, connect: string): SecuredPage {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { html: html.replaceAll(PLACEHOLDER, nonce), policy };
}
