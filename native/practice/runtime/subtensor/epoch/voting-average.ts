import { I64F64, smaller } from "../../../../protocol/fixed-point.ts";
import type { Chain } from "../chain.ts";
import { event, storage } from "../pallet.ts";

/** A whole, as `VotingPowerEmaAlpha` counts: 18 decimals. */
export const WHOLE_AVERAGE = 1_000_000_000_000_000_000n;
const U64_MAXIMUM = (1n << 64n) - 1n;

/** A neuron as an epoch has left it: `stake` is its stake weight as I64F64 bits. */
export interface Voter {
  readonly hotkey: string;
  readonly permitted: boolean;
  readonly stake: bigint;
}

/** Moves the averages at the end of an epoch, where they are followed. Source: utils/voting_power.rs. */
export function updateVotingPower(chain: Chain, netuid: number, voters: readonly Voter[]): void {
  const { state, block } = chain;
  if (!storage.VotingPowerTrackingEnabled.get(state, netuid)) return;
  const endsAt = storage.VotingPowerDisableAtBlock.get(state, netuid);
  if (endsAt > 0n && BigInt(block) >= endsAt) {
    end(chain, netuid);
    return;
  }
  for (const voter of voters) moveAverage(chain, netuid, voter);
  for (const [[, hotkey]] of storage.VotingPower.entries(state, netuid))
    if (!storage.IsNetworkMember.get(state, hotkey, netuid))
      storage.VotingPower.remove(state, netuid, hotkey);
}

function moveAverage({ state }: Chain, netuid: number, { hotkey, permitted, stake }: Voter): void {
  if (!permitted) {
    storage.VotingPower.remove(state, netuid, hotkey);
    return;
  }
  const before = storage.VotingPower.get(state, netuid, hotkey);
  const alpha = storage.VotingPowerEmaAlpha.get(state, netuid);
  const now = smaller(I64F64.toInteger(stake), U64_MAXIMUM);
  const power = smaller(
    (alpha * now + (WHOLE_AVERAGE - alpha) * before) / WHOLE_AVERAGE,
    U64_MAXIMUM,
  );
  const least = storage.StakeThreshold.get(state);
  // Whoever builds up from nothing may be below the threshold; whoever falls below it is out.
  if (power < least && before >= least) storage.VotingPower.remove(state, netuid, hotkey);
  else if (power > 0n) storage.VotingPower.put(state, netuid, hotkey, power);
}

function end(chain: Chain, netuid: number): void {
  storage.VotingPower.clear(chain.state, netuid);
  storage.VotingPowerTrackingEnabled.put(chain.state, netuid, false);
  storage.VotingPowerDisableAtBlock.remove(chain.state, netuid);
  chain.deposit(event.VotingPowerTrackingDisabled({ netuid }));
}
