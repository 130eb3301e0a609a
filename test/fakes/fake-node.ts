import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { RPCHandler } from "@orpc/server/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { createRouter } from "./fake-node/router.ts";
import { runScript } from "./fake-node/script.ts";
import { createPageServer } from "./fake-node/server.ts";
import { createWorld, type Scenario, type World } from "./fake-node/world.ts";

/** How a fake node is started. */
export interface FakeNodeOptions {
  readonly scenario?: Scenario;
  readonly blockSeconds?: number;
  /** Time between two steps of starting the miner or validator. */
  readonly stepMillis?: number;
  /** The built page; default: dist/renderer of this repository. */
  readonly page?: string;
  readonly port?: number;
}

/** A running fake node. */
export interface FakeNode {
  readonly world: World;
  /** The address to open, with the token. */
  readonly url: string;
  readonly origin: string;
  readonly token: string;
  /** Breaks every socket, as a restart of the node would. */
  readonly cut: () => void;
  /** While true, no socket is accepted. */
  refuse: (refused: boolean) => void;
  readonly close: () => Promise<void>;
}

/** Starts a node in memory: the page over http under the strict policy, the contract over a real WebSocket behind the token. */
export async function startFakeNode(options: FakeNodeOptions = {}): Promise<FakeNode> {
  const world = createWorld(options.scenario ?? "ready", options.blockSeconds ?? 1);
  const endScript = runScript(world, options.stepMillis ?? 1500);
  const handler = new RPCHandler(createRouter(world));
  const token = randomBytes(24).toString("base64url");
  const folder = options.page ?? join(import.meta.dirname, "../../dist/renderer");
  const server = createPageServer(folder);
  const sockets = new Set<WebSocket>();
  let refused = false;

  const upgrader = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(`hearth.${token}`) ? `hearth.${token}` : false),
  });
  server.on("upgrade", (request, socket, head) => {
    const offered = request.headers["sec-websocket-protocol"] ?? "";
    if (refused || !offered.split(/,\s*/).includes(`hearth.${token}`)) {
      socket.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n");
      return;
    }
    upgrader.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.on("close", () => sockets.delete(client));
      void handler.upgrade(client);
    });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  const cut = (): void => {
    for (const socket of sockets) socket.terminate();
  };
  return {
    world,
    origin,
    token,
    url: `${origin}/#token=${token}`,
    cut,
    refuse: (next) => {
      refused = next;
    },
    close: async () => {
      endScript();
      cut();
      upgrader.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
