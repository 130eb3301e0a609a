import type { ForwardOrder } from "../router-port.ts";
import type { ForwardingService } from "./description.ts";
import { callAction, UpnpFault } from "./soap.ts";
import { childText, type XmlElement } from "./xml.ts";

const NO_SUCH_ENTRY = 714;
/** Entries of a router's whole list that are looked at: homes have a handful. */
const MOST_ENTRIES = 64;

/** Where a router's list says that a port leads: to this computer as ordered, elsewhere or nowhere, or it does not say. */
export type LeadsTo = "here" | "elsewhere" | "hidden";

/**
 * Asks the router's own list where a port leads, since some say yes to every order and do nothing: first for the one entry, and where
 * it does not tell, one entry of the whole list after the other. Throws what the signal says.
 */
export async function leadsTo(
  service: ForwardingService,
  order: ForwardOrder,
  signal: AbortSignal,
): Promise<LeadsTo> {
  try {
    const entry = await callAction(
      service,
      "GetSpecificPortMappingEntry",
      [
        ["NewRemoteHost", ""],
        ["NewExternalPort", order.externalPort],
        ["NewProtocol", "TCP"],
      ],
      signal,
    );
    return isOurs(entry, order) ? "here" : "elsewhere";
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UpnpFault && error.code === NO_SUCH_ENTRY) return "elsewhere";
    return inWholeList(service, order, signal);
  }
}

/** A port that the whole list lacks may still be in use: some list only what people wrote there by hand. */
async function inWholeList(
  service: ForwardingService,
  order: ForwardOrder,
  signal: AbortSignal,
): Promise<LeadsTo> {
  try {
    for (let index = 0; index < MOST_ENTRIES; index++) {
      const values = [["NewPortMappingIndex", index]] as const;
      const entry = await callAction(service, "GetGenericPortMappingEntry", values, signal);
      const port = Number(childText(entry, "NewExternalPort"));
      const protocol = childText(entry, "NewProtocol")?.toUpperCase();
      if (port === order.externalPort && protocol === "TCP")
        return isOurs(entry, order) ? "here" : "elsewhere";
    }
  } catch {
    // The end of the list is told by a fault, and so is that there is none.
    signal.throwIfAborted();
  }
  return "hidden";
}

function isOurs(entry: XmlElement, { address, port }: ForwardOrder): boolean {
  const client = childText(entry, "NewInternalClient");
  return client === address && Number(childText(entry, "NewInternalPort")) === port;
}
