import { isIPv4 } from "node:net";
import { isLoopback } from "../../protocol/axon-address.ts";
import { isPublic } from "../../protocol/public-address.ts";

/** What a device that may be a router said of itself. */
export interface GatewayPlace {
  /** Of its description. */
  readonly location: URL;
}

/** The devices that are searched for: most routers at home are of the first version, and some answer to their own only. */
export const gatewayTypes = [
  "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
  "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
] as const;

/** The question to everybody at home (UPnP Device Architecture 1.1, section 1.3.2). */
export function searchMessage(type: string, host: string): string {
  return [
    "M-SEARCH * HTTP/1.1",
    `HOST: ${host}`,
    'MAN: "ssdp:discover"',
    "MX: 1",
    `ST: ${type}`,
    "",
    "",
  ].join("\r\n");
}

/**
 * Whether an answer to a question asked from `from` can be a router's: a program of this computer, whose addresses besides loopback are
 * `own`, is none of its home. A question asked on loopback is answered there.
 */
export function mayBeRouter(sender: string, from: string, own: readonly string[]): boolean {
  return isLoopback(sender) === isLoopback(from) && !own.includes(sender);
}

const LONGEST_LOCATION = 512;

/**
 * Reads one datagram. Undefined for what is no answer of a gateway, and for one whose description lies anywhere but on the device
 * that answered, at home: else any device there could have us ask any address.
 */
export function readSearchAnswer(datagram: Buffer, sender: string): GatewayPlace | undefined {
  const [first, ...lines] = datagram.toString("latin1").split(/\r?\n/);
  if (first === undefined || !/^HTTP\/1\.[01] 200\b/.test(first)) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon > 0)
      headers.set(line.slice(0, colon).trim().toUpperCase(), line.slice(colon + 1).trim());
  }
  const type = headers.get("ST") ?? "";
  const location = headers.get("LOCATION") ?? "";
  if (!gatewayTypes.some((known) => known === type) || location.length > LONGEST_LOCATION)
    return undefined;
  const url = URL.parse(location);
  const own =
    url?.protocol === "http:" && isIPv4(sender) && !isPublic(sender) && url.hostname === sender;
  return url && own && url.username === "" && url.password === "" ? { location: url } : undefined;
}
