import { HearthError } from "../../api/errors.ts";
import type { ChainClient } from "../../chain/chain-port.ts";
import { type EndpointOptions, type MinerEndpoint, openEndpoint } from "../endpoint/endpoint.ts";
import type { EndpointSettings } from "../mining-dependencies.ts";
import { readAxon } from "./announce.ts";

/**
 * The loopback address to announce: the chain refuses 127.0.0.1. Our validators dial all of 127.0.0.0/8 as this computer; others dial
 * it as it is, so the endpoint listens there as well, where the system has it (macOS does not).
 */
const LOOPBACK_ALIAS = "127.0.0.2";

/**
 * Opens the endpoint where the settings say; without a port of its own, on the one announced before, so that a restarted miner need
 * not announce again, else wherever there is room. Throws PORT_TAKEN only for a port that was asked for.
 */
export async function openDoor<Challenge, Answer>(
  chain: ChainClient,
  netuid: number,
  settings: EndpointSettings,
  options: Omit<EndpointOptions<Challenge, Answer>, "host" | "port" | "alias">,
): Promise<MinerEndpoint> {
  const host = settings.host ?? "127.0.0.1";
  const alias = host === "127.0.0.1" ? { alias: LOOPBACK_ALIAS } : {};
  const open = (port: number): Promise<MinerEndpoint> =>
    openEndpoint({ ...options, ...alias, host, port });
  if (settings.port !== undefined) return open(settings.port);
  const before = (await readAxon(chain, netuid, options.me))?.port ?? 0;
  return open(before).catch((error: unknown) => {
    if (error instanceof HearthError && error.code === "PORT_TAKEN") return open(0);
    throw error;
  });
}

/** The address to announce for these settings. Throws BAD_INPUT where only its owner can know. */
export function announcedIp(settings: EndpointSettings): string {
  if (settings.announceIp !== undefined) return settings.announceIp;
  const host = settings.host ?? "127.0.0.1";
  if (/^127\./.test(host)) return LOOPBACK_ALIAS;
  if (host === "0.0.0.0" || host === "::") {
    throw new HearthError("BAD_INPUT", {
      reason: "A miner that listens everywhere must be told which address to announce.",
    });
  }
  return host;
}
