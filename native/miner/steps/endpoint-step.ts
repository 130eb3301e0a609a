import { HearthError } from "../../api/errors.ts";
import type { ChainClient } from "../../chain/chain-port.ts";
import { type EndpointOptions, type MinerEndpoint, openEndpoint } from "../endpoint/endpoint.ts";
import { type Door, LOOPBACK_ALIAS } from "../reach/whereabouts.ts";
import { readAxon } from "./announce.ts";

/**
 * Opens the endpoint where it is to listen; without a port of its own, on the one announced before, so that a restarted miner need
 * not announce again, else wherever there is room. Throws PORT_TAKEN only for a port that was asked for.
 */
export async function openDoor<Challenge, Answer>(
  chain: ChainClient,
  netuid: number,
  door: Door,
  options: Omit<EndpointOptions<Challenge, Answer>, "host" | "port" | "alias">,
): Promise<MinerEndpoint> {
  const { host } = door;
  const alias = host === "127.0.0.1" ? { alias: LOOPBACK_ALIAS } : {};
  const open = (port: number): Promise<MinerEndpoint> =>
    openEndpoint({ ...options, ...alias, host, port });
  if (door.port !== undefined) return open(door.port);
  const before = (await readAxon(chain, netuid, options.me))?.port ?? 0;
  return open(before).catch((error: unknown) => {
    if (error instanceof HearthError && error.code === "PORT_TAKEN") return open(0);
    throw error;
  });
}
