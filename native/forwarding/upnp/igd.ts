import { isIPv4 } from "node:net";
import { type Forwarded, type ForwardOrder, type Router, RouterTrouble } from "../router-port.ts";
import { askRouter } from "./bounded-fetch.ts";
import { type ForwardingService, readDescription } from "./description.ts";
import { leadsTo } from "./mapping-entry.ts";
import { callAction, UpnpFault } from "./soap.ts";
import { childText } from "./xml.ts";

/** UPnP's numbers of refusals (WANIPConnection:1 section 2.4.16, :2 section 2.5). */
const FAULT = {
  invalidAction: 401,
  invalidArguments: 402,
  actionFailed: 501,
  notImplemented: 602,
  notAuthorized: 606,
  noSuchEntry: 714,
  conflict: 718,
  samePortOnly: 724,
  permanentOnly: 725,
  noPortsLeft: 728,
  conflictWithOther: 729,
} as const;

/** Refusals that may mean the lease: older routers do not name what they dislike about it. */
const LEASE_FAULTS = [FAULT.permanentOnly, FAULT.invalidArguments, FAULT.actionFailed] as const;
/** The lease of a port that is ordered to be taken back at once. */
const SHORT_SECONDS = 60;

/** What the owner of a router reads in its list of ports. */
const DESCRIPTION = "Hearth miner";
/** Ports that are tried outside where the wished one is another device's. */
const TRIES = 5;

/**
 * Opens the router whose description lies there. Of several services the first one that is connected is taken. Throws RouterTrouble,
 * or the signal's reason.
 */
export async function openIgd(location: URL, signal: AbortSignal): Promise<Router> {
  const { ok, status, text } = await askRouter(location, { method: "GET" }, signal);
  if (!ok) throw new RouterTrouble("nonsense", `its description: HTTP ${status}`);
  const services = readDescription(text, location);
  return igd(await connectedOf(services, signal), location.hostname);
}

/** A modem describes a way out by IP and one by PPP; only one of them is in use. */
async function connectedOf(
  services: readonly ForwardingService[],
  signal: AbortSignal,
): Promise<ForwardingService> {
  const [first, ...others] = services;
  if (first === undefined) throw new RouterTrouble("nonsense", "no service that leads ports");
  if (others.length === 0) return first;
  for (const service of services) {
    const state = await callAction(service, "GetStatusInfo", [], signal).catch(() => undefined);
    signal.throwIfAborted();
    if (state && childText(state, "NewConnectionStatus") === "Connected") return service;
  }
  return first;
}

function igd(service: ForwardingService, host: string): Router {
  const second = service.type.endsWith(":2");

  async function externalIp(signal: AbortSignal): Promise<string> {
    const answer = await call("GetExternalIPAddress", [], signal);
    const ip = childText(answer, "NewExternalIPAddress") ?? "";
    if (ip === "" || ip === "0.0.0.0")
      throw new RouterTrouble("offline", "the router has no address outside");
    if (!isIPv4(ip)) throw new RouterTrouble("nonsense", "its address outside is none");
    return ip;
  }

  async function call(
    action: string,
    values: readonly (readonly [string, string | number])[],
    signal: AbortSignal,
  ) {
    return callAction(service, action, values, signal).catch((error: unknown) => {
      throw error instanceof UpnpFault ? troubleOf(error) : error;
    });
  }

  async function add(order: ForwardOrder, signal: AbortSignal): Promise<Forwarded> {
    const { leaseSeconds, externalPort } = order;
    if (second) {
      try {
        const answer = await callAction(service, "AddAnyPortMapping", valuesOf(order), signal);
        const given = Number(childText(answer, "NewReservedPort"));
        if (!Number.isInteger(given) || given < 1 || given > 65_535)
          throw new RouterTrouble("nonsense", "the port that it gave is none");
        return { externalPort: given, leaseSeconds };
      } catch (error) {
        const missing = isFault(error, FAULT.invalidAction, FAULT.notImplemented);
        if (!missing) throw error;
      }
    }
    await callAction(service, "AddPortMapping", valuesOf(order), signal);
    return { externalPort, leaseSeconds };
  }

  async function addWithLease(order: ForwardOrder, signal: AbortSignal): Promise<Forwarded> {
    try {
      return await add(order, signal);
    } catch (error) {
      if (!isFault(error, ...LEASE_FAULTS)) throw error;
      return add({ ...order, leaseSeconds: 0 }, signal);
    }
  }

  async function forward(
    order: ForwardOrder,
    signal: AbortSignal,
    onTry?: (externalPort: number) => void,
  ): Promise<Forwarded> {
    let externalPort = order.externalPort;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const tried = { ...order, externalPort };
        onTry?.(externalPort);
        const forwarded = await addWithLease(tried, signal);
        const told = { ...tried, externalPort: forwarded.externalPort };
        if ((await leadsTo(service, told, signal)) === "elsewhere")
          throw new RouterTrouble("nonsense", "it says yes and leads the port elsewhere");
        return forwarded;
      } catch (error) {
        const taken = isFault(error, FAULT.conflict, FAULT.conflictWithOther, FAULT.noPortsLeft);
        if (taken && attempt < TRIES) externalPort = otherPort(externalPort);
        else throw error instanceof UpnpFault ? troubleOf(error) : error;
      }
    }
  }

  /**
   * Asks a router that hides its list by ordering the same port once more: what is another device's is a conflict (WANIPConnection:1
   * section 2.4.16: a port that leads to another client is refused, one's own is written anew). A router that gives anybody any port
   * would let the port be deleted as well, so that nothing is lost by asking.
   */
  async function stillOurs(order: ForwardOrder, signal: AbortSignal): Promise<boolean> {
    const add = (leaseSeconds: number) =>
      callAction(service, "AddPortMapping", valuesOf({ ...order, leaseSeconds }), signal);
    try {
      await add(SHORT_SECONDS).catch((error: unknown) => {
        if (!isFault(error, ...LEASE_FAULTS)) throw error;
        return add(0);
      });
      return true;
    } catch (error) {
      if (isFault(error, FAULT.conflict, FAULT.conflictWithOther)) return false;
      throw error instanceof UpnpFault ? troubleOf(error) : error;
    }
  }

  return {
    kind: second ? "upnp2" : "upnp1",
    host,
    ...(service.name === undefined ? {} : { name: service.name }),
    externalIp,
    forward,
    async release(order, signal) {
      const { externalPort } = order;
      // By now the port may be another device's, which must not lose it.
      const leads = await leadsTo(service, order, signal);
      if (leads === "elsewhere") return;
      if (leads === "hidden" && !(await stillOurs(order, signal))) return;
      try {
        await callAction(service, "DeletePortMapping", keyOf(externalPort), signal);
      } catch (error) {
        if (isFault(error, FAULT.noSuchEntry)) return;
        throw error instanceof UpnpFault ? troubleOf(error) : error;
      }
    },
  };
}

function keyOf(externalPort: number): readonly (readonly [string, string | number])[] {
  return [
    ["NewRemoteHost", ""],
    ["NewExternalPort", externalPort],
    ["NewProtocol", "TCP"],
  ];
}

function valuesOf(order: ForwardOrder): readonly (readonly [string, string | number])[] {
  return [
    ...keyOf(order.externalPort),
    ["NewInternalPort", order.port],
    ["NewInternalClient", order.address],
    ["NewEnabled", 1],
    ["NewPortMappingDescription", DESCRIPTION],
    ["NewLeaseDuration", order.leaseSeconds],
  ];
}

/** Another port outside of the range that nobody is registered for, the next one each time. */
function otherPort(port: number): number {
  return 49_152 + ((port * 31 + 7_919) % 16_384);
}

function isFault(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof UpnpFault && codes.includes(error.code);
}

function troubleOf(fault: UpnpFault): RouterTrouble {
  switch (fault.code) {
    case FAULT.conflict:
    case FAULT.conflictWithOther:
    case FAULT.noPortsLeft:
    case FAULT.samePortOnly:
      return new RouterTrouble("occupied", fault.message, { cause: fault });
    default:
      return new RouterTrouble("refused", fault.message, { cause: fault });
  }
}
