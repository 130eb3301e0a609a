import type { EndpointSettings, EndpointStatus } from "../../api/endpoint.ts";
import type { ForwardingState } from "../../forwarding/forwarding-state.ts";
import { isLoopback } from "../../protocol/axon-address.ts";
import { isPublic } from "../../protocol/public-address.ts";
import { doorOf, hasStrangers, type Network } from "./settings.ts";
import { LOOPBACK_ALIAS } from "./whereabouts.ts";

/** What is to be announced, or why that is not known. */
export type Announced =
  | { readonly kind: "known"; readonly ip: string; readonly port: number }
  | { readonly kind: "unknown"; readonly problem: NonNullable<EndpointStatus["problem"]> };

/** What a place is worked out from. */
export interface PlaceFacts {
  readonly network: Network;
  readonly settings: EndpointSettings;
  /** The port that is open, or would be. */
  readonly port: number;
  /** What the router says, where it was asked to forward. */
  readonly forwarding: ForwardingState | undefined;
  /** This computer's own addresses, without loopback. */
  readonly own: readonly string[];
}

/** Where validators are told to dial: what the person typed, else what the router gave, else an address of this computer that they can dial. */
export function placeOf({ network, settings, port, forwarding, own }: PlaceFacts): Announced {
  const { announceAddress, announcePort } = settings;
  const at = (ip: string, other: number | undefined): Announced => ({
    kind: "known",
    ip,
    port: announcePort ?? other ?? port,
  });
  if (network === "practice") return { kind: "known", ip: LOOPBACK_ALIAS, port };
  if (settings.forward && forwarding?.kind === "asking")
    return { kind: "unknown", problem: "asking" };
  const given = forwarding?.kind === "forwarded" ? forwarding.externalPort : undefined;
  if (announceAddress !== undefined) return at(announceAddress, given);
  if (forwarding?.kind === "failed") return { kind: "unknown", problem: "routerFailed" };
  if (forwarding?.kind === "forwarded")
    return mayBeDialled(network, forwarding.externalIp)
      ? at(forwarding.externalIp, given)
      : { kind: "unknown", problem: "behindAnother" };
  const { host } = doorOf(settings);
  if (isLoopback(host))
    return hasStrangers(network)
      ? { kind: "unknown", problem: "thisComputerOnly" }
      : at(LOOPBACK_ALIAS, undefined);
  const everywhere = host === "0.0.0.0" || host === "::";
  // IPv4 first: fewer are without it.
  const addresses = everywhere ? own.filter((ip) => !isLinkLocal(ip)) : [host];
  const dialled = addresses.filter((ip) => mayBeDialled(network, ip));
  const best =
    dialled.find((ip) => !ip.includes(":")) ?? (host === "0.0.0.0" ? undefined : dialled[0]);
  return best === undefined ? { kind: "unknown", problem: "noPublicAddress" } : at(best, undefined);
}

/** What an address outside that is not of the internet tells: the provider shares one among many (RFC 6598), or there is a second router. */
export function behindOf(externalIp: string): "carrier" | "second" | undefined {
  if (isPublic(externalIp)) return undefined;
  const [first, second] = externalIp.split(".").map(Number);
  return first === 100 && second !== undefined && second >= 64 && second < 128
    ? "carrier"
    : "second";
}

function mayBeDialled(network: Network, ip: string): boolean {
  return !hasStrangers(network) || isPublic(ip);
}

function isLinkLocal(ip: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(ip);
}
