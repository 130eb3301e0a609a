import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { HearthError } from "../../../api/errors.ts";
import { answerMessage } from "./dispatch.ts";
import type { Method } from "./services.ts";
import { Session } from "./session.ts";

/** What one message may weigh, how many clients may be connected, and how much may wait for a slow one. */
const LARGEST_MESSAGE = 4 << 20;
const MOST_CONNECTIONS = 128;
const MOST_WAITING_BYTES = 64 << 20;

/** A listening JSON-RPC server. */
export interface RpcServer {
  readonly port: number;
  /** Closes every connection and stops listening. */
  close(): Promise<void>;
}

/** Only programs of this machine may connect, and of web pages only those it serves itself. */
export function mayConnect(request: Pick<IncomingMessage, "headers">): boolean {
  const { host, origin } = request.headers;
  if (!isLoopback(`http://${host ?? ""}`)) return false;
  return origin === undefined || isLoopback(origin);
}

function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return (
      hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
    );
  } catch {
    return false;
  }
}

/** Serves methods over WebSocket on 127.0.0.1. Throws PORT_TAKEN. `report` is told of bugs in methods. */
export async function serveRpc(options: {
  port: number;
  methods: ReadonlyMap<string, Method>;
  report: (error: unknown) => void;
}): Promise<RpcServer> {
  const { methods, report } = options;
  const http = createServer((_request, response) => {
    response.writeHead(426, { "content-type": "text/plain" }).end("WebSocket only\n");
  });
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      mayConnect(req) && sockets.clients.size < MOST_CONNECTIONS,
  });
  sockets.on("connection", (socket) => connect(socket, methods, report));
  // Errors of listening are handled below, on the server that listens.
  sockets.on("error", () => undefined);
  await listen(http, options.port);
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      for (const client of sockets.clients) client.terminate();
      await new Promise<void>((resolve) => {
        sockets.close(() => {
          http.close(() => resolve());
          // One that connected and never said anything would be waited for.
          http.closeAllConnections();
        });
      });
    },
  };
}

function listen(http: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE" || error.code === "EACCES";
      reject(taken ? new HearthError("PORT_TAKEN", { port }, { cause: error }) : error);
    });
    http.listen(port, "127.0.0.1", resolve);
  });
}

function connect(
  socket: WebSocket,
  methods: ReadonlyMap<string, Method>,
  report: (error: unknown) => void,
): void {
  const send = (message: unknown): void => {
    if (socket.readyState !== socket.OPEN) return;
    // A client that does not read would fill this process's memory.
    if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.terminate();
    else socket.send(JSON.stringify(message));
  };
  const session = new Session(send);
  socket.on("message", (data, isBinary) => {
    const text = isBinary ? "" : String(data);
    const answer = answerMessage(methods, session, text, report);
    const work = session.takeWork();
    const reply = (ready: unknown): void => {
      if (ready !== undefined) send(ready);
      work();
    };
    if (answer instanceof Promise) void answer.then(reply);
    else reply(answer);
  });
  socket.on("close", () => session.close());
  // A broken socket closes; there is nothing else to do about it.
  socket.on("error", () => undefined);
}
