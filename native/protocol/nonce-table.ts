/**
 * Which (sender, nonce) pairs were accepted lately: an immutable value, bounded in both directions. What is forgotten
 * for space is covered by a floor: a nonce at or below it counts as seen. Nonces are nanoseconds since 1970.
 */
export interface NonceTable {
  readonly senders: ReadonlyMap<string, SenderNonces>;
  /** For senders without an entry of their own. */
  readonly floor: bigint;
}

interface SenderNonces {
  readonly floor: bigint;
  /** Newest last. */
  readonly nonces: readonly bigint[];
}

const MAXIMUM_SENDERS = 4_096;
const MAXIMUM_NONCES = 4_096;

/** Nothing seen yet. */
export const EMPTY_NONCES: NonceTable = Object.freeze({ senders: new Map(), floor: -1n });

/** A table that takes everything up to `instant` for seen: for a server that starts again within the freshness window. */
export function noncesAfter(instant: bigint): NonceTable {
  return { senders: new Map(), floor: instant };
}

/** True when the pair was accepted before, or may have been. */
export function hasSeen(table: NonceTable, sender: string, nonce: bigint): boolean {
  const entry = table.senders.get(sender);
  if (entry === undefined) return nonce <= table.floor;
  return nonce <= entry.floor || entry.nonces.includes(nonce);
}

/** The table with the pair in it and without what is older than `oldest` (too stale to be accepted anyway). */
export function withNonce(
  table: NonceTable,
  sender: string,
  nonce: bigint,
  oldest: bigint,
): NonceTable {
  const senders = new Map<string, SenderNonces>();
  for (const [name, entry] of table.senders) {
    const last = entry.nonces.at(-1);
    if (name !== sender && last !== undefined && last >= oldest) senders.set(name, entry);
  }
  const known = table.senders.get(sender) ?? { floor: table.floor, nonces: [] };
  const fresh = known.nonces.filter((each) => each >= oldest);
  const nonces = [...fresh, nonce].sort((left, right) => (left < right ? -1 : 1));
  const dropped = nonces.length > MAXIMUM_NONCES ? (nonces.shift() as bigint) : known.floor;
  senders.set(sender, { floor: larger(known.floor, dropped), nonces });
  return senders.size > MAXIMUM_SENDERS
    ? withoutQuietest(senders, table.floor)
    : { senders, floor: table.floor };
}

function withoutQuietest(senders: Map<string, SenderNonces>, floor: bigint): NonceTable {
  let quietest: [name: string, last: bigint] | undefined;
  for (const [name, entry] of senders) {
    const last = entry.nonces.at(-1) ?? entry.floor;
    if (quietest === undefined || last < quietest[1]) quietest = [name, last];
  }
  if (quietest === undefined) return { senders, floor };
  senders.delete(quietest[0]);
  return { senders, floor: larger(floor, quietest[1]) };
}

function larger(left: bigint, right: bigint): bigint {
  if (left > right) return left;
  return right;
}
