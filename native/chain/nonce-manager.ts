/** Gives each key its nonces one after the other. */
export interface NonceManager {
  /**
   * Runs `send` with the key's next nonce, alone: the next call of the same key starts when this one is settled. A
   * nonce counts as used once `send` resolves and until `release` is called (included, refused or expired).
   */
  withNonce<T>(address: string, send: (nonce: number) => Promise<T>): Promise<NonceUse<T>>;
}

/** A nonce that was sent with. */
export interface NonceUse<T> {
  readonly value: T;
  readonly nonce: number;
  release(): void;
}

/**
 * The next nonce of a key: the chain's own count (which may or may not know what waits in the pool), or the one after
 * the highest that we sent and that is not settled yet.
 */
export function nextNonce(chainNext: number, inFlight: Iterable<number>): number {
  let next = chainNext;
  for (const nonce of inFlight) next = Math.max(next, nonce + 1);
  return next;
}

/** Nonces over `chainNext`, which asks the chain for a key's next one. */
export function createNonceManager(chainNext: (address: string) => Promise<number>): NonceManager {
  const queues = new Map<string, Promise<unknown>>();
  const inFlight = new Map<string, Set<number>>();

  const take = async <T>(
    address: string,
    send: (nonce: number) => Promise<T>,
  ): Promise<NonceUse<T>> => {
    const used = inFlight.get(address) ?? new Set<number>();
    inFlight.set(address, used);
    const nonce = nextNonce(await chainNext(address), used);
    const value = await send(nonce);
    used.add(nonce);
    return { value, nonce, release: () => void used.delete(nonce) };
  };

  return {
    withNonce: (address, send) => {
      const before = queues.get(address) ?? Promise.resolve();
      const turn = before.then(
        () => take(address, send),
        () => take(address, send),
      );
      queues.set(address, turn);
      return turn;
    },
  };
}
