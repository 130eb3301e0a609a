import type { EndpointSettings } from "../api/endpoint.ts";
import { HearthError } from "../api/errors.ts";
import { ipToInteger } from "../protocol/axon-address.ts";

/** What the command line says about the endpoint; absent where it says nothing. */
export interface EndpointFlags {
  readonly listen?: string | undefined;
  readonly "miner-port"?: string | undefined;
  readonly announce?: string | undefined;
  readonly forward?: boolean | undefined;
}

/** Changes settings as the flags say. */
export type EndpointWish = (settings: EndpointSettings) => EndpointSettings;

/** What a flag takes back to what is found by itself. */
const BY_ITSELF = "auto";

/** Reads the flags; undefined where there is none. Throws BAD_INPUT. Whether the settings can be is said where they are saved. */
export function readEndpointFlags(flags: EndpointFlags): EndpointWish | undefined {
  const { listen, announce, forward, "miner-port": port } = flags;
  if ([listen, announce, forward, port].every((flag) => flag === undefined)) return undefined;
  const changes: EndpointWish[] = [
    ...(listen === undefined ? [] : [listenAt(listen)]),
    ...(port === undefined ? [] : [withPort(port)]),
    ...(announce === undefined ? [] : [announceAt(announce)]),
    ...(forward === undefined ? [] : [withForward(forward)]),
  ];
  return (settings) => changes.reduce((changed, change) => change(changed), settings);
}

function listenAt(text: string): EndpointWish {
  const place =
    text === "this-computer"
      ? ({ listen: "thisComputer" } as const)
      : text === "home"
        ? ({ listen: "home" } as const)
        : ({ listen: "address", address: text } as const);
  if (place.listen === "address" && ipToInteger(text) === undefined)
    throw wrong(
      `--listen takes this-computer, home or an address of this computer, not "${text}".`,
    );
  return ({ address: _before, ...settings }) => ({ ...settings, ...place });
}

function withPort(text: string): EndpointWish {
  const wished = text === BY_ITSELF ? {} : { port: readPort("--miner-port", text) };
  return ({ port: _before, ...settings }) => ({ ...settings, ...wished });
}

function announceAt(text: string): EndpointWish {
  const wished = text === BY_ITSELF ? {} : readPlace(text);
  return ({ announceAddress: _address, announcePort: _port, ...settings }) => ({
    ...settings,
    ...wished,
  });
}

/** A router leads to the home network only, so that is opened with it. */
function withForward(forward: boolean): EndpointWish {
  return (settings) =>
    forward && settings.listen === "thisComputer"
      ? { ...settings, listen: "home", forward }
      : { ...settings, forward };
}

/** `address`, `address:port` or `[IPv6 address]:port`. */
function readPlace(text: string): Pick<EndpointSettings, "announceAddress" | "announcePort"> {
  if (ipToInteger(text) !== undefined) return { announceAddress: text };
  const [, bracketed, plain, port = ""] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const announceAddress = bracketed ?? plain ?? "";
  if (ipToInteger(announceAddress) === undefined)
    throw wrong(`--announce takes an IP address, address:port or ${BY_ITSELF}, not "${text}".`);
  return { announceAddress, announcePort: readPort("--announce", port) };
}

function readPort(flag: string, text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw wrong(`${flag} takes a port from 1 to 65535, not "${text}".`);
  return port;
}

function wrong(reason: string): HearthError {
  return new HearthError("BAD_INPUT", { reason });
}
