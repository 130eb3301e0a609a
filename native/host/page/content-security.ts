import { randomBytes } from "node:crypto";

/** Where the page's HTML carries this, each answer gets a fresh nonce in its place. */
const PLACEHOLDER = "__CSP_NONCE__";

/** An HTML answer with its matching policy. */
export interface SecuredPage {
  readonly html: string;
  readonly policy: string;
}

/**
 * What a page served by `host` may connect to: its socket, and plain requests to the server itself, by which it tells a node
 * that refuses it from one that is away.
 */
export function pageConnections(host: string): string {
  return `'self' ws://${host}`;
}

/**
 * The page with a one-time nonce and the policy that goes with it: nothing but our own files, no inline script or style
 * without the nonce, and connections only to `connect` (`pageConnections`, or "'none'" on the desktop, where a port is used).
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
