import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "../../native/api/contract.ts";
import type { MiningStatus } from "../../native/api/mining.ts";

/** How long to wait before following again after the stream broke. */
const RETRY_MILLIS = 1_000;

/** Calls `onState` with the state of mining now and at each change, until `close()`. */
export function followMining(
  client: ContractRouterClient<Contract>,
  onState: (state: MiningStatus["state"]) => void,
): { close(): void } {
  const stop = new AbortController();
  void (async () => {
    while (!stop.signal.aborted) {
      try {
        const stream = await client.mining.watch(undefined, { signal: stop.signal });
        for await (const status of stream) onState(status.state);
      } catch {
        // The host may not serve yet, or be closing; either way the next turn tells.
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
    }
  })();
  return { close: () => stop.abort() };
}
