import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { HearthError } from "../../../api/errors.ts";
import { answerMessage } from "./dispatch.ts";
import { answerHttp } from "./http-requests.ts";
import {
  LARGEST_FRAME,
  LARGEST_REQUEST,
  MOST_CONNECTIONS,
  MOST_IN_FLIGHT,
  MOST_WAITING_BYTES,
} from "./limits.ts";
import { oversizedRequest, replyText } from "./reply.ts";
import type { Method } from "./services.ts";
import { Session } from "./session.ts";

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

/** Serves methods on 127.0.0.1, over WebSocket and by HTTP POST. Throws PORT_TAKEN. `report` is told of bugs in methods. */
export async function serveRpc(options: {
  port: number;
  methods: ReadonlyMap<string, Method>;
  report: (error: unknown) => void;
}): Promise<RpcServer> {
  const { methods, report } = options;
  const service = { methods, mayConnect, report };
  const http = createServer((request, response) => {
    // One that goes away while it is answered has nothing more to hear.
    answerHttp(service, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: LARGEST_FRAME,
    perMessageDeflate: false,
    verifyClient: ({ req }, accept) => {
      if (!mayConnect(req)) accept(false, 403, "Provided Host header is not whitelisted.");
      else if (sockets.clients.size >= MOST_CONNECTIONS)
        accept(false, 429, "Too many connections. Please try again later.");
      else accept(true);
    },
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
  const send = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    // A client that does not read would fill this process's memory.
    if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.terminate();
    else socket.send(text);
  };
  const session = new Session((notification) => send(JSON.stringify(notification)));
  let inFlight = 0;
  socket.on("message", (data) => {
    // One buffer a message: that is what the server's sockets are told to give.
    const bytes = data as Buffer;
    if (bytes.length > LARGEST_REQUEST) {
      send(replyText(oversizedRequest()));
      return;
    }
    const busy = inFlight >= MOST_IN_FLIGHT;
    const answer = answerMessage(methods, session, bytes.toString("utf8"), report, busy);
    const work = session.takeWork();
    const reply = (ready: unknown): void => {
      if (ready !== undefined) send(replyText(ready));
      try {
        work();
      } catch (error) {
        // A bug in what follows an answer ends that work alone.
        report(error);
      }
    };
    if (!(answer instanceof Promise)) {
      reply(answer);
      return;
    }
    inFlight += 1;
    void answer.then((ready) => {
      inFlight -= 1;
      reply(ready);
    });
  });
  socket.on("close", () => session.close());
  // A broken socket closes; there is nothing else to do about it.
  socket.on("error", () => undefined);
}
