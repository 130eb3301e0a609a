import { RouterTrouble } from "../router-port.ts";
import { childText, findElement, findElements, parseXml } from "./xml.ts";

/** The service of a router that leads ports, and where it is told to. */
export interface ForwardingService {
  readonly type: string;
  readonly control: URL;
  /** What the router calls itself. */
  readonly name?: string;
}

/** Services that lead ports, the better first: version 2 finds a free port by itself, PPP is the way out of older modems. */
const SERVICES = [
  "urn:schemas-upnp-org:service:WANIPConnection:2",
  "urn:schemas-upnp-org:service:WANIPConnection:1",
  "urn:schemas-upnp-org:service:WANPPPConnection:1",
] as const;

const LONGEST_NAME = 60;

/**
 * Finds the services that lead ports in a router's description, the better first. A service whose control lies on another device is
 * left out. Throws RouterTrouble "nonsense" where there is none.
 */
export function readDescription(text: string, location: URL): readonly ForwardingService[] {
  const root = parseXml(text);
  const device = findElement(root, "device");
  const named = device && (childText(device, "friendlyName") ?? childText(device, "modelName"));
  const name = named
    ?.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "")
    .slice(0, LONGEST_NAME)
    .trim();
  const services = findElements(root, "service");
  const found = SERVICES.flatMap((type) =>
    services.flatMap((service): ForwardingService[] => {
      if (childText(service, "serviceType") !== type) return [];
      const control = controlUrl(childText(service, "controlURL"), root, location);
      return control ? [{ type, control, ...(name ? { name } : {}) }] : [];
    }),
  );
  if (found.length === 0)
    throw new RouterTrouble("nonsense", "it describes no service that leads ports");
  return found;
}

function controlUrl(
  path: string | undefined,
  root: ReturnType<typeof parseXml>,
  location: URL,
): URL | undefined {
  if (path === undefined || path === "") return undefined;
  const base = URL.parse(childText(root, "URLBase") ?? "") ?? location;
  const url = URL.parse(path, (base.hostname === location.hostname ? base : location).href);
  const own = url?.protocol === "http:" && url.hostname === location.hostname;
  return url && own && url.username === "" ? url : undefined;
}
