/** How a router was spoken to: UPnP's Internet gateway device in its two versions, or NAT-PMP. */
export type RouterKind = "upnp1" | "upnp2" | "nat-pmp";

/** A port of the router that leads to one of this computer. */
export interface Forwarded {
  /** The port that those outside dial; routers may give another than was asked for. */
  readonly externalPort: number;
  /** For how many seconds it holds unless it is renewed; 0 where the router keeps it until it is taken back. */
  readonly leaseSeconds: number;
}

/** What a port is to lead to. */
export interface ForwardOrder {
  /** The port that is wished for outside. */
  readonly externalPort: number;
  /** The port of this computer. */
  readonly port: number;
  /** The address of this computer at home. */
  readonly address: string;
  readonly leaseSeconds: number;
}

/** A home router that can be asked to lead ports here. Everything throws RouterTrouble. */
export interface Router {
  readonly kind: RouterKind;
  /** Its address at home. */
  readonly host: string;
  /** What it calls itself, where it does. */
  readonly name?: string;
  /** Its address outside, unchecked whether that is a public one. */
  externalIp(signal: AbortSignal): Promise<string>;
  /**
   * Leads a port here, or renews it. `onTry` is told each port outside before it is asked for: another one only after the one before was
   * refused, so that a failure leaves open at most the last.
   */
  forward(
    order: ForwardOrder,
    signal: AbortSignal,
    onTry?: (externalPort: number) => void,
  ): Promise<Forwarded>;
  /** Takes a port back; one that is not there any more is no trouble. */
  release(order: ForwardOrder, signal: AbortSignal): Promise<void>;
}

/** Why a router could not help, for the status and the page's locale. */
export const routerTroubles = [
  /** Nothing at home answers as a router that can forward ports. */
  "noRouter",
  /** It was found and then said nothing in time. */
  "silent",
  /** It can, and was told not to. */
  "refused",
  /** Every port that was tried outside leads to another device. */
  "occupied",
  /** It has no address outside now. */
  "offline",
  /** It said something that no such router says, or something untrue. */
  "nonsense",
  /** This computer has no address at home. */
  "noAddress",
] as const;
export type RouterTroubleKind = (typeof routerTroubles)[number];

/** A router that does not help, and why; `message` is for the log. */
export class RouterTrouble extends Error {
  readonly kind: RouterTroubleKind;
  constructor(kind: RouterTroubleKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RouterTrouble";
    this.kind = kind;
  }
}

/** Whatever was thrown while a router was asked, as its trouble: what runs out of time is silent. */
export function toRouterTrouble(error: unknown): RouterTrouble {
  if (error instanceof RouterTrouble) return error;
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const late = name === "TimeoutError" || name === "AbortError";
  return new RouterTrouble("silent", late ? "no answer in time" : message, { cause: error });
}
