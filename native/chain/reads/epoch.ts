import { blocksUntilEpoch } from "../../protocol/epoch-schedule.ts";
import type { At, ChainClient } from "../chain-port.ts";
import { pinned } from "./at.ts";

/** When a subnet's epochs run, in block numbers. */
export interface EpochState {
  readonly tempo: number;
  readonly lastEpochBlock: number;
  /** The block whose hook runs the next epoch; undefined for a subnet without epochs. */
  readonly nextEpochBlock: number | undefined;
}

/** The epoch clock of a subnet, by the chain's own answer where its runtime gives one, else by the schedule's rule. */
export async function readEpoch(
  chain: ChainClient,
  netuid: number,
  at: At = "best",
): Promise<EpochState> {
  const block = pinned(chain, at);
  const number = async (item: string): Promise<number> =>
    (await chain.has({ pallet: "SubtensorModule", item }))
      ? Number((await chain.query("SubtensorModule", item, [netuid], block)) ?? 0)
      : 0;
  const [tempo, lastEpochBlock, blocksSinceLastStep, pendingEpochAt, height] = await Promise.all([
    number("Tempo"),
    number("LastEpochBlock"),
    number("BlocksSinceLastStep"),
    number("PendingEpochAt"),
    chain.query("System", "Number", [], block).then(Number),
  ]);
  const method = { api: "SubnetInfoRuntimeApi", method: "get_next_epoch_start_block" };
  if (await chain.has(method)) {
    const next = await chain.api(method.api, method.method, [netuid], block);
    return { tempo, lastEpochBlock, nextEpochBlock: next === undefined ? undefined : Number(next) };
  }
  const clock = { tempo, lastEpochBlock, blocksSinceLastStep, pendingEpochAt };
  const left = blocksUntilEpoch(clock, height);
  return { tempo, lastEpochBlock, nextEpochBlock: left === undefined ? undefined : height + left };
}
