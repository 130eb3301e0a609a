import type { Chain } from "../chain.ts";
import { ensure, event, storage } from "../pallet.ts";

/** Sends what a coldkey's miners earn on a subnet to the stake of another hotkey there. */
export function setAutoStake(chain: Chain, coldkey: string, netuid: number, hotkey: string): void {
  const { state } = chain;
  ensure(storage.NetworksAdded.get(state, netuid), "SubnetNotExists");
  ensure(storage.Uids.has(state, netuid, hotkey), "HotKeyNotRegisteredInSubNet");
  const current = storage.AutoStakeDestination.find(state, coldkey, netuid);
  ensure(current !== hotkey, "SameAutoStakeHotkeyAlreadySet");
  if (current !== undefined)
    storage.AutoStakeDestinationColdkeys.mutate(state, current, netuid, (coldkeys) =>
      coldkeys.filter((other) => other !== coldkey),
    );
  storage.AutoStakeDestination.put(state, coldkey, netuid, hotkey);
  storage.AutoStakeDestinationColdkeys.mutate(state, hotkey, netuid, (coldkeys) =>
    coldkeys.includes(coldkey) ? coldkeys : [...coldkeys, coldkey],
  );
  chain.deposit(event.AutoStakeDestinationSet({ coldkey, netuid, hotkey }));
}
