import type { ChainClient } from "../../chain/chain-port.ts";

/** Resolves with the number of the first best block that satisfies `enough`, at once where the present one does. Throws the signal's reason when aborted. */
export function waitForBlock(
  chain: ChainClient,
  enough: (block: number) => boolean,
  signal: AbortSignal,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const onAbort = (): void => reject(signal.reason);
  const look = (block: number): void => {
    if (enough(block)) resolve(block);
  };
  const unsubscribe = chain.onBest((block) => look(block.number));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const best = chain.state().best;
  if (best !== undefined) look(best.number);
  return promise.finally(() => {
    unsubscribe();
    signal.removeEventListener("abort", onAbort);
  });
}
