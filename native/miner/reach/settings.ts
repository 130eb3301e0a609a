import type { EndpointSettings } from "../../api/endpoint.ts";
import type { NodeStatus } from "../../api/node.ts";
import { ipToInteger, isLoopback } from "../../protocol/axon-address.ts";
import { isPublic } from "../../protocol/public-address.ts";
import type { Door } from "./whereabouts.ts";

/** Which network the miner is on. */
export type Network = NodeStatus["network"];

/** What holds until somebody says otherwise: nothing is opened to others unasked. */
export const defaultEndpoint: EndpointSettings = { listen: "thisComputer", forward: false };

const EVERYWHERE = new Set(["0.0.0.0", "::"]);

/** Whether strangers are on the network, who cannot dial addresses of this home. */
export function hasStrangers(network: Network): boolean {
  return network === "finney" || network === "test";
}

/** Why these settings cannot be, as a sentence; undefined where they can. `own` are this computer's addresses, without loopback. */
export function endpointProblem(
  settings: EndpointSettings,
  network: Network,
  own: readonly string[],
): string | undefined {
  const { listen, address, announceAddress, announcePort, forward } = settings;
  if (network === "practice")
    return "On the practice network everything stays on this computer, so there is nothing to set.";
  if (listen === "address") {
    if (address === undefined) return "Say which address to listen on.";
    if (ipToInteger(address) === undefined) return `${address} is not an IP address.`;
    if (!EVERYWHERE.has(address) && !isLoopback(address) && !own.includes(address))
      return `${address} is not an address of this computer.`;
  } else if (address !== undefined) {
    return "An address to listen on goes only with listening on a given address.";
  }
  if (forward && isLoopback(doorOf(settings).host))
    return "A router can lead a port only to a computer that listens on its home network.";
  if (announceAddress === undefined)
    return announcePort !== undefined && !forward && isLoopback(doorOf(settings).host)
      ? "A port to announce needs an address to announce."
      : undefined;
  if (ipToInteger(announceAddress) === undefined)
    return `${announceAddress} is not an IP address. Names cannot be announced.`;
  if (EVERYWHERE.has(announceAddress)) return `${announceAddress} is no address to dial.`;
  if (hasStrangers(network) && !isPublic(announceAddress))
    return `${announceAddress} is not an address of the internet: validators cannot dial it.`;
  return undefined;
}

/** Where the settings have the miner listen. */
export function doorOf({ listen, address, port }: EndpointSettings): Door {
  const host = listen === "home" ? "0.0.0.0" : listen === "address" ? address : undefined;
  return { host: host ?? "127.0.0.1", ...(port === undefined ? {} : { port }) };
}

/** The settings without what was left empty, addresses as they are written. */
export function tidy(settings: EndpointSettings): EndpointSettings {
  const { listen, port, announcePort, forward } = settings;
  const address = settings.address?.trim();
  const announceAddress = settings.announceAddress?.trim();
  return {
    listen,
    forward,
    ...(address ? { address } : {}),
    ...(port === undefined ? {} : { port }),
    ...(announceAddress ? { announceAddress } : {}),
    ...(announcePort === undefined ? {} : { announcePort }),
  };
}
