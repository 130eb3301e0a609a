import { once } from "node:events";
import { createServer } from "node:net";
import { HearthError } from "../../api/errors.ts";
import type { Door } from "./whereabouts.ts";

/**
 * Whether a door could be opened, so that settings that cannot hold are refused before they do. What is open already counts as ours.
 * Throws PORT_TAKEN, or BAD_INPUT for an address that this computer does not have.
 */
export async function checkDoor(
  { host, port = 0 }: Door,
  open: { readonly host: string; readonly port: number } | undefined,
): Promise<void> {
  // Our own door stands in the way of itself.
  if (open !== undefined && (port === 0 || port === open.port)) return;
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" || code === "EACCES") throw new HearthError("PORT_TAKEN", { port });
    throw new HearthError("BAD_INPUT", {
      reason: `This computer cannot listen on ${host}: ${code ?? "unknown reason"}.`,
    });
  } finally {
    server.close();
  }
}
