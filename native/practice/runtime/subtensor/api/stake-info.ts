import { apiMethod, defineApi } from "../../../frame/runtime-api.ts";
import type { State } from "../../../frame/state.ts";
import {
  accountId,
  btreeMap,
  option,
  tuple,
  u16,
  u64,
  type ValueOf,
  vec,
} from "../../../scale/type.ts";
import { approximateFee } from "../../swap/trade.ts";
import { inAccountOrder } from "../accounts.ts";
import { isRegistered } from "../neurons.ts";
import { storage } from "../pallet.ts";
import { stakeOf } from "../stake-pool.ts";
import { subnetNetuids } from "../subnet-list.ts";
import { fixedU128, lockState } from "../types.ts";
import { stakeAvailability, stakeInfo } from "./types-stake.ts";

type StakeInfo = ValueOf<typeof stakeInfo>;
type Availability = [netuid: number, available: ValueOf<typeof stakeAvailability>][];

function stakeOn(state: State, hotkey: string, coldkey: string, netuid: number): StakeInfo {
  return {
    hotkey,
    coldkey,
    netuid,
    stake: stakeOf(state, hotkey, coldkey, netuid),
    locked: 0n,
    emission: storage.AlphaDividendsPerSubnet.get(state, netuid, hotkey),
    tao_emission: 0n,
    drain: 0n,
    is_registered: isRegistered(state, netuid, hotkey),
  };
}

/** Every stake of a coldkey that is not 0, network by network. */
export function stakesOf(state: State, coldkey: string): StakeInfo[] {
  const hotkeys = storage.StakingHotkeys.get(state, coldkey);
  return subnetNetuids(state)
    .flatMap((netuid) => hotkeys.map((hotkey) => stakeOn(state, hotkey, coldkey, netuid)))
    .filter(({ stake }) => stake > 0n);
}

// Nobody can lock stake on this network: all of it is available, and nobody has conviction.
function availability(state: State, coldkey: string, netuids: readonly number[]): Availability {
  return netuids.flatMap((netuid) => {
    const total = storage.StakingHotkeys.get(state, coldkey).reduce(
      (sum, hotkey) => sum + stakeOf(state, hotkey, coldkey, netuid),
      0n,
    );
    return total === 0n ? [] : [[netuid, { total, locked: 0n, available: total }]];
  });
}

/** The networks asked about, once each and in order; none when more are named than there are. */
function asked(state: State, netuids: readonly number[] | undefined): number[] {
  const existing = subnetNetuids(state).sort((left, right) => left - right);
  if (netuids === undefined) return existing;
  const wanted = new Set(netuids);
  return wanted.size > existing.length ? [] : existing.filter((netuid) => wanted.has(netuid));
}

const place = option(tuple(accountId, u16));

/** `StakeInfoRuntimeApi`. */
export const stakeInfoApi = defineApi("StakeInfoRuntimeApi", 1, {
  get_stake_info_for_coldkey: apiMethod(
    { coldkey_account: accountId },
    vec(stakeInfo),
    ({ state }, { coldkey_account }) => stakesOf(state, coldkey_account),
  ),
  get_stake_info_for_coldkeys: apiMethod(
    { coldkey_accounts: vec(accountId) },
    vec(tuple(accountId, vec(stakeInfo))),
    ({ state }, { coldkey_accounts }) =>
      coldkey_accounts.map((coldkey): [string, StakeInfo[]] => [coldkey, stakesOf(state, coldkey)]),
  ),
  get_stake_info_for_hotkey_coldkey_netuid: apiMethod(
    { hotkey_account: accountId, coldkey_account: accountId, netuid: u16 },
    option(stakeInfo),
    ({ state }, { hotkey_account, coldkey_account, netuid }) =>
      stakeOn(state, hotkey_account, coldkey_account, netuid),
  ),
  get_stake_availability_for_coldkeys: apiMethod(
    { coldkey_accounts: vec(accountId), netuids: option(vec(u16)) },
    btreeMap(accountId, btreeMap(u16, stakeAvailability)),
    ({ state }, { coldkey_accounts, netuids }) =>
      inAccountOrder(new Set(coldkey_accounts)).map((coldkey): [string, Availability] => [
        coldkey,
        availability(state, coldkey, asked(state, netuids)),
      ]),
  ),
  get_stake_fee: apiMethod(
    {
      origin: place,
      origin_coldkey_account: accountId,
      destination: place,
      destination_coldkey_account: accountId,
      amount: u64,
    },
    u64,
    ({ state }, { origin, destination, amount }) => {
      const same = origin?.[0] === destination?.[0] && origin?.[1] === destination?.[1];
      return same ? 0n : approximateFee(state, (destination ?? origin)?.[1] ?? 0, amount);
    },
  ),
  get_coldkey_lock: apiMethod(
    { coldkey: accountId, netuid: u16 },
    option(lockState),
    () => undefined,
  ),
  get_hotkey_conviction: apiMethod({ hotkey: accountId, netuid: u16 }, fixedU128, () => ({
    bits: 0n,
  })),
  get_most_convicted_hotkey_on_subnet: apiMethod(
    { netuid: u16 },
    option(accountId),
    () => undefined,
  ),
});
