import { ownAddresses } from "../../forwarding/own-addresses.ts";
import { dialHost, isLoopback } from "../../protocol/axon-address.ts";

/**
 * Asks our own endpoint whether it is well, at an address that is this computer's; undefined for any other, which is never dialled:
 * from inside nobody can tell what a router does for those outside.
 */
export async function selfDial(
  ip: string,
  port: number,
  signal: AbortSignal,
  own: readonly string[] = ownAddresses(),
): Promise<boolean | undefined> {
  if (!isLoopback(ip) && !own.includes(ip)) return undefined;
  try {
    const response = await fetch(`http://${dialHost(ip)}:${port}/health`, {
      signal,
      redirect: "error",
    });
    const body = (await response.json()) as { status?: unknown } | null;
    return response.ok && body?.status === "ok";
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
