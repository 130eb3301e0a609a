/** Where a miner listens. */
export interface Door {
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on. Unset: the one announced before where it is free, else the system's choice. */
  readonly port?: number;
}

/** What validators are to be told; that the router is still asked; or why it is not known, as a sentence for the person. */
export type Place =
  | { readonly kind: "known"; readonly ip: string; readonly port: number }
  | { readonly kind: "asking" }
  | { readonly kind: "unknown"; readonly reason: string };

/** A door that was made known. */
export interface KnownDoor {
  /** Takes back what was asked of others for it. */
  close(): Promise<void>;
}

/** Where this miner is to be found, which may change while it mines. */
export interface Whereabouts {
  door(): Door;
  /** Calls `listener` when the door is to be another one or known otherwise; returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** Looks ahead, before anything is paid: throws ADDRESS_UNKNOWN where it is clear that there would be nothing to announce. */
  expect(signal: AbortSignal): Promise<void>;
  /** Makes an open door known; `onPlace` is told at once and whenever the place to announce changes. */
  makeKnown(
    door: { readonly host: string; readonly port: number },
    onPlace: (place: Place) => void,
  ): KnownDoor;
}

/**
 * The loopback address to announce: the chain refuses 127.0.0.1. Our validators dial all of 127.0.0.0/8 as this computer; others dial
 * it as it is, so the endpoint listens there as well, where the system has it (macOS does not).
 */
export const LOOPBACK_ALIAS = "127.0.0.2";

/** A door that stays as it is: on loopback, and announced as such. Without a port it gets any, as `Door` says. */
export function loopbackOnly(
  options: { readonly port?: number; readonly announcedIp?: string } = {},
): Whereabouts {
  const { port, announcedIp = LOOPBACK_ALIAS } = options;
  return {
    door: () => ({ host: "127.0.0.1", ...(port === undefined ? {} : { port }) }),
    onChange: () => () => undefined,
    expect: async () => undefined,
    makeKnown: (door, onPlace) => {
      onPlace({ kind: "known", ip: announcedIp, port: door.port });
      return { close: async () => undefined };
    },
  };
}
