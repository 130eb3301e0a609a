import { ensureSigned } from "../../../frame/context.ts";
import type { lockCalls } from "../declaration/calls-locks.ts";
import { registerLease } from "../leases/register.ts";
import { terminateLease } from "../leases/terminate.ts";
import { lockStake, moveLock, setPerpetualLock, setRejectLockedAlpha } from "../locks/calls.ts";
import { associateEvmKey } from "../swaps/evm-key.ts";
import type { Handlers } from "./handlers.ts";

/** What the calls about conviction locks, leased subnets and EVM addresses do. */
export const lockHandlers: Handlers<typeof lockCalls> = {
  associate_evm_key(context, proof) {
    associateEvmKey(context, ensureSigned(context), proof);
  },
  register_leased_network(context, { emissions_share, end_block }) {
    registerLease(context, { emissionsShare: emissions_share, endBlock: end_block });
  },
  terminate_lease(context, { lease_id, hotkey }) {
    terminateLease(context, lease_id, hotkey);
  },
  lock_stake(context, { hotkey, netuid, amount }) {
    lockStake(context, { coldkey: ensureSigned(context), netuid, hotkey }, amount);
  },
  move_lock(context, { destination_hotkey, netuid }) {
    moveLock(context, ensureSigned(context), netuid, destination_hotkey);
  },
  set_perpetual_lock(context, { netuid, enabled }) {
    setPerpetualLock(context, ensureSigned(context), netuid, enabled);
  },
  set_reject_locked_alpha(context, { enabled }) {
    setRejectLockedAlpha(context, ensureSigned(context), enabled);
  },
};
