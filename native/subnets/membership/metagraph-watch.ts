import type { ChainClient } from "../../chain/chain-port.ts";
import { type NeuronRecord, readNeurons } from "../../chain/reads/neurons.ts";

/** Blocks between readings when nobody asks. */
const EVERY_BLOCKS = 10;

/** The neurons of a subnet as they were lately. */
export interface MetagraphWatch {
  /** The last reading; empty before the first. */
  neurons(): readonly NeuronRecord[];
  /** Reads now. */
  refresh(): Promise<readonly NeuronRecord[]>;
  close(): void;
}

/** Reads the neurons of a subnet now and every few blocks, for as long as it is open. Failed readings keep the last good one. */
export function watchMetagraph(options: {
  readonly chain: ChainClient;
  readonly netuid: number;
  readonly onChange: (neurons: readonly NeuronRecord[]) => void;
}): MetagraphWatch {
  const { chain, netuid } = options;
  let latest: readonly NeuronRecord[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let open = true;

  async function refresh(): Promise<readonly NeuronRecord[]> {
    const neurons = await readNeurons(chain, netuid);
    if (open) {
      latest = neurons;
      options.onChange(neurons);
    }
    return neurons;
  }

  const unsubscribe = chain.onBest(({ number }) => {
    if (number >= readAt && number - readAt < EVERY_BLOCKS) return;
    readAt = number;
    refresh().catch(() => {
      // The chain client reconnects by itself; the next block tries again.
      readAt = Number.NEGATIVE_INFINITY;
    });
  });
  return {
    neurons: () => latest,
    refresh,
    close() {
      open = false;
      unsubscribe();
    },
  };
}
