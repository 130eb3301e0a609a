import { type DispatchContext, DispatchFailure } from "../../frame/context.ts";
import { isSubnetAccount } from "../subtensor/accounts.ts";
import { ensure, event, storage } from "../subtensor/pallet.ts";

/** Blocks between two changes of a subnet's owner hotkey, whoever makes them: a week of 12-second blocks. */
const RATE_LIMIT = 50_400n;

/**
 * Names the hotkey of a subnet's owner, once a week: root or the owner, in the freeze window too. Source: subnets/subnet.rs,
 * do_set_sn_owner_hotkey. Fails the call with SubnetNotExists, TxRateLimitExceeded or CannotUseSystemAccount.
 */
export function setOwnerHotkey(
  context: DispatchContext,
  { netuid, hotkey }: { readonly netuid: number; readonly hotkey: string },
): void {
  const { state, block, origin } = context;
  const isOwner =
    origin.kind === "signed" && storage.SubnetOwner.get(state, netuid) === origin.account;
  if (origin.kind !== "root" && !isOwner) throw new DispatchFailure({ type: "BadOrigin" });
  ensure(storage.NetworksAdded.get(state, netuid), "SubnetNotExists");
  const key = { type: "SetSNOwnerHotkey", value: netuid } as const;
  const last = storage.LastRateLimitedBlock.get(state, key);
  ensure(last === 0n || BigInt(block) - last >= RATE_LIMIT, "TxRateLimitExceeded");
  storage.LastRateLimitedBlock.put(state, key, BigInt(block));
  ensure(!isSubnetAccount(hotkey), "CannotUseSystemAccount");
  storage.SubnetOwnerHotkey.put(state, netuid, hotkey);
  context.deposit(event.SubnetOwnerHotkeySet(netuid, hotkey));
}
