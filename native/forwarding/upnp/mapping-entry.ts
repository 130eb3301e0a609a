import type { ForwardOrder } from "../router-port.ts";
import type { ForwardingService } from "./description.ts";
import { callAction, UpnpFault } from "./soap.ts";
import { childText } from "./xml.ts";

const NO_SUCH_ENTRY = 714;

/**
 * Asks the router's own list whether the port leads to this computer: some say yes to every order and do nothing. Only a list that
 * says otherwise counts; a router that does not show its list is believed. Throws what the signal says.
 */
export async function leadsHere(
  service: ForwardingService,
  order: ForwardOrder,
  signal: AbortSignal,
): Promise<boolean> {
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
    const client = childText(entry, "NewInternalClient");
    const port = childText(entry, "NewInternalPort");
    return client === order.address && Number(port) === order.port;
  } catch (error) {
    signal.throwIfAborted();
    return !(error instanceof UpnpFault && error.code === NO_SUCH_ENTRY);
  }
}
