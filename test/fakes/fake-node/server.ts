import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { pageConnections, securePage } from "../../../native/host/page/content-security.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Serves the built page of `folder` under the node's own policy, index.html with a fresh nonce each time. */
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
    const isPage = file === "index.html";
    const { html, policy } = securePage(
      isPage ? content.toString("utf8") : "",
      pageConnections(request.headers.host ?? ""),
    );
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy": policy,
      "cache-control": isPage ? "no-store" : "max-age=60",
    });
    const body = isPage ? html : content;
    response.end(request.method === "HEAD" ? undefined : body);
  } catch {
    response.writeHead(404).end();
  }
}
