import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { WebSocket } from "ws";
import type { Contract } from "../api/contract.ts";
import { HearthError } from "../api/errors.ts";
import { runningHost } from "../host/data-folder.ts";

/** Every procedure of the contract as a function; failures are thrown as HearthError. */
export type HearthClient = ContractRouterClient<Contract>;

/** A client of the running node and the way to leave it. */
export interface Connection {
  readonly client: HearthClient;
  /** True once the node has gone away by itself. */
  lost(): boolean;
  close(): void;
}

/** Connects to the node that holds `dataFolder`. Throws HOST_NOT_RUNNING or UNAUTHORIZED. */
export async function connect(dataFolder: string): Promise<Connection> {
  const record = runningHost(dataFolder);
  if (!record) throw new HearthError("HOST_NOT_RUNNING", { folder: dataFolder });
  return connectTo(record.url, record.token, dataFolder);
}

/** Connects to the node at `url` with its token; `folder` is named in errors. Throws HOST_NOT_RUNNING or UNAUTHORIZED. */
export async function connectTo(url: string, token: string, folder: string): Promise<Connection> {
  const address = new URL("/rpc", url);
  address.protocol = "ws:";
  const socket = new WebSocket(address, [`hearth.${token}`]);
  await opened(socket, folder);
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  let leaving = false;
  let gone = false;
  socket.once("close", () => {
    gone = !leaving;
  });
  return {
    client: createORPCClient(link),
    lost: () => gone,
    close: () => {
      leaving = true;
      socket.close();
    },
  };
}

function opened(socket: WebSocket, folder: string): Promise<void> {
  return new Promise((done, fail) => {
    socket.once("open", () => done());
    socket.once("error", (error) => {
      const refused = /40[13]/.test(error.message);
      fail(
        new HearthError(
          refused ? "UNAUTHORIZED" : "HOST_NOT_RUNNING",
          { folder },
          { cause: error },
        ),
      );
    });
  });
}
