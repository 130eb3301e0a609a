import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The policy the page must work under: nothing inline without this response's nonce, nothing from elsewhere, no eval. */
export function strictPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Serves the built page of `folder`, index.html with a fresh nonce each time. */
export function createPageServer(folder: string) {
  return createServer((request, response) => {
    void serve(folder, request, response);
  });
}

async function serve(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const file = path === "/" ? "index.html" : normalize(path).replace(/^[/\\]+/, "");
  try {
    const content = await readFile(join(folder, file));
    const nonce = randomBytes(16).toString("base64");
    const isPage = file === "index.html";
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy": strictPolicy(nonce),
      "cache-control": isPage ? "no-store" : "max-age=60",
    });
    const body = isPage ? content.toString("utf8").replaceAll("__CSP_NONCE__", nonce) : content;
    response.end(request.method === "HEAD" ? undefined : body);
  } catch {
    response.writeHead(404).end();
  }
}
