import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { HearthError } from "../../api/errors.ts";

/** Slow senders are cut off. */
const HEADERS_MILLIS = 5_000;
const REQUEST_MILLIS = 10_000;
/** How often the two limits above are looked after; Node's own half minute would stretch them. */
const CHECK_MILLIS = 1_000;
const MAXIMUM_CONNECTIONS = 256;
const MAXIMUM_HEADER_BYTES = 8_192;

/**
 * An HTTP server that strangers may dial, listening at `host` and `port` (0: the system's choice). Throws HearthError PORT_TAKEN where
 * another program listens there, and what the system says otherwise.
 */
export async function listen(handle: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: HEADERS_MILLIS,
      requestTimeout: REQUEST_MILLIS,
      maxHeaderSize: MAXIMUM_HEADER_BYTES,
      connectionsCheckingInterval: CHECK_MILLIS,
    },
    handle,
  );
  server.maxConnections = MAXIMUM_CONNECTIONS;
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE" || code === "EACCES") throw new HearthError("PORT_TAKEN", { port });
    throw error;
  }
  // A system that is out of memory or of files cannot take one caller in; it listens on, and unheard this would end the node.
  server.on("error", (error) => console.error("the miner's endpoint:", error));
  return server;
}

/** Takes no more callers, cuts off those who are there, and resolves when the port is free. */
export async function shut(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
