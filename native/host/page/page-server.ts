import { timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, normalize, resolve, sep } from "node:path";
import type { Duplex } from "node:stream";
import { RPCHandler } from "@orpc/server/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { HearthError } from "../../api/errors.ts";
import type { HostRouter } from "../router.ts";
import { pageConnections, securePage } from "./content-security.ts";
import { createInvitations } from "./invitations.ts";

/** What the server gives out and to whom. */
export interface PageServerOptions {
  /** Folder of the built page. */
  readonly pageFolder: string;
  readonly router: HostRouter;
  /** Whoever shows it may call the node. */
  readonly token: string;
  readonly port: number;
}

/** A running server on loopback. */
export interface PageServer {
  readonly port: number;
  /** An address of the page that lets in the first who opens it within a minute. */
  invite(): string;
  close(): Promise<void>;
}

const PROTOCOL_PREFIX = "hearth.";
const MESSAGE_LIMIT = 1_048_576;

/**
 * Serves the page and the contract on 127.0.0.1. The page's files are public; calling the node needs the token as a
 * WebSocket subprotocol, a loopback Host (so that a foreign name pointed at this address gets nothing) and, from a
 * browser, our own Origin. Throws PORT_TAKEN.
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const invitations = createInvitations();
  const server = createServer((request, response) => {
    const invited =
      isLoopbackHost(request.headers.host, portOf(server)) &&
      request.method === "GET" &&
      invitations.take(request.url ?? "");
    if (invited) {
      response
        .writeHead(302, {
          Location: `/#token=${options.token}`,
          "Cache-Control": "no-store",
          "Referrer-Policy": "no-referrer",
        })
        .end();
      return;
    }
    servePage(options.pageFolder, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_LIMIT,
    handleProtocols: (protocols) =>
      [...protocols].find((protocol) => protocol.startsWith(PROTOCOL_PREFIX)) ?? false,
  });
  const handler = new RPCHandler(options.router);
  server.on("upgrade", (request, socket, head) => {
    // Node takes its own listener off an upgraded socket, and whoever hangs up early must not end the node.
    socket.on("error", () => socket.destroy());
    const refusal = refuse(request, options.token, portOf(server));
    if (refusal) {
      rejectUpgrade(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      // A message too large or misshapen closes the connection, and nothing else.
      webSocket.on("error", () => webSocket.terminate());
      void handler.upgrade(webSocket, { context: {} });
    });
  });
  await listen(server, options.port);
  return {
    port: portOf(server),
    invite: () => `http://127.0.0.1:${portOf(server)}${invitations.make()}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((done) => {
        server.close(() => done());
      });
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      fail(
        error.code === "EADDRINUSE"
          ? new HearthError("PORT_TAKEN", { port }, { cause: error })
          : error,
      );
    });
    server.listen({ port, host: "127.0.0.1" }, done);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function isLoopbackHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

type Refusal = { readonly status: 401 | 403 | 404; readonly reason: string };

/** Why an upgrade is refused, or undefined where it may go on. Pure but for its arguments. */
function refuse(request: IncomingMessage, token: string, port: number): Refusal | undefined {
  if (request.url?.split("?")[0] !== "/rpc") return { status: 404, reason: "Not Found" };
  if (!isLoopbackHost(request.headers.host, port)) return { status: 403, reason: "Forbidden" };
  const { origin } = request.headers;
  if (origin !== undefined && !isLoopbackHost(origin.replace(/^http:\/\//, ""), port)) {
    return { status: 403, reason: "Forbidden" };
  }
  const offered = (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((part) => part.trim());
  return offered.some((protocol) => sameText(protocol, PROTOCOL_PREFIX + token))
    ? undefined
    : { status: 401, reason: "Unauthorized" };
}

function sameText(left: string, right: string): boolean {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

function rejectUpgrade(socket: Duplex, { status, reason }: Refusal): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

async function servePage(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  const port = request.socket.localPort ?? 0;
  if (!isLoopbackHost(request.headers.host, port)) {
    response.writeHead(403).end();
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  const path = decodePath(request.url ?? "/");
  if (path === undefined) {
    response.writeHead(400).end();
    return;
  }
  if (path === "/" || path === "/index.html") {
    const page = securePage(
      await readFile(resolve(folder, "index.html"), "utf8"),
      pageConnections(request.headers.host ?? ""),
    );
    response.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": page.policy,
      "Cache-Control": "no-store",
    });
    response.end(request.method === "HEAD" ? undefined : page.html);
    return;
  }
  const file = resolve(folder, `.${normalize(path)}`);
  const type = CONTENT_TYPES[extname(file)];
  const content =
    file.startsWith(resolve(folder) + sep) && type
      ? await readFile(file).catch(() => undefined)
      : undefined;
  if (!content || !type) {
    response.writeHead(404).end();
    return;
  }
  // Vite names built files by their content.
  response.writeHead(200, {
    "Content-Type": type,
    "Cache-Control": "public, max-age=31536000, immutable",
  });
  response.end(request.method === "HEAD" ? undefined : content);
}

function decodePath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, "http://loopback").pathname);
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined;
  }
}
