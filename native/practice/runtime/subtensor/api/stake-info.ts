import { apiMethod, defineApi } from "../../../frame/runtime-api.ts";
import type { State } from "../../../frame/state.ts";
import { btreeMap } from "../../../scale/ordered.ts";
import { accountId, option, tuple, u16, u64, type ValueOf, vec } from "../../../scale/type.ts";
import { approximateFee } from "../../swap/trade.ts";
import { inAccountOrder } from "../accounts.ts";
import type { ChainView } from "../chain.ts";
import { type Availability, stakeAvailability } from "../locks/availability.ts";
import { convictionOf } from "../locks/conviction.ts";
import { toStored } from "../locks/records.ts";
import { hotkeyConviction, mostConvictedHotkey } from "../locks/views.ts";
import { isRegistered } from "../neurons/neurons.ts";
import { storage } from "../pallet.ts";
import { stakeOf } from "../stake/stake-pool.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { fixedU128, lockState } from "../types.ts";
import { stakeAvailability as availabilityType, stakeInfo } from "./types-stake.ts";

type StakeInfo = ValueOf<typeof stakeInfo>;
type Availabilities = [netuid: number, availability: Availability][];

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

/** Where a coldkey has stake, or a lock, and how much of it may leave. */
function availabilities(
  chain: ChainView,
  coldkey: string,
  netuids: readonly number[],
): Availabilities {
  return netuids
    .map((netuid): Availabilities[number] => [netuid, stakeAvailability(chain, coldkey, netuid)])
    .filter(([, { total, locked }]) => total > 0n || locked > 0n);
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
    btreeMap(accountId, btreeMap(u16, availabilityType)),
    (chain, { coldkey_accounts, netuids }) =>
      inAccountOrder(new Set(coldkey_accounts)).map((coldkey): [string, Availabilities] => [
        coldkey,
        availabilities(chain, coldkey, asked(chain.state, netuids)),
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
    (chain, { coldkey, netuid }) => {
      const lock = convictionOf(chain, coldkey, netuid)?.lock;
      return lock && toStored(lock);
    },
  ),
  get_hotkey_conviction: apiMethod(
    { hotkey: accountId, netuid: u16 },
    fixedU128,
    (chain, { hotkey, netuid }) => ({ bits: hotkeyConviction(chain, hotkey, netuid) }),
  ),
  get_most_convicted_hotkey_on_subnet: apiMethod(
    { netuid: u16 },
    option(accountId),
    (chain, { netuid }) => mostConvictedHotkey(chain, netuid),
  ),
});
