import { U64F64 } from "../../../../protocol/fixed-point.ts";
import { apiMethod, defineApi } from "../../../frame/runtime-api.ts";
import type { State } from "../../../frame/state.ts";
import {
  accountId,
  compact,
  option,
  tuple,
  u16,
  u64,
  type ValueOf,
  vec,
} from "../../../scale/type.ts";
import { inAccountOrder, ownerOf } from "../accounts.ts";
import { ROOT } from "../chain.ts";
import { storage } from "../pallet.ts";
import { hotkeyStake, stakeOf } from "../stake/stake-pool.ts";
import { hasPermit } from "../weights/weights.ts";
import { delegateInfo } from "./types-stake.ts";

type DelegateInfo = ValueOf<typeof delegateInfo>;
type StakeEntry = [netuid: number, stake: bigint];

/** Blocks that the chain reckons a day at, whatever this network's block time is. */
const BLOCKS_A_DAY = 7_200n;

/** What is known about a validator that others stake on. */
export function delegate(state: State, hotkey: string, withNominators: boolean): DelegateInfo {
  const registrations = storage.IsNetworkMember.entries(state, hotkey)
    .filter(([, member]) => member)
    .map(([[, netuid]]) => netuid);
  const permits = registrations.filter((netuid) => {
    const uid = storage.Uids.find(state, netuid, hotkey);
    return uid !== undefined && hasPermit(state, netuid, uid);
  });
  const take = storage.Delegates.get(state, hotkey);
  const daily = registrations.reduce(
    (sum, netuid) => U64F64.add(sum, dailyEmission(state, hotkey, netuid)),
    0n,
  );
  return {
    delegate_ss58: hotkey,
    take,
    nominators: withNominators ? nominators(state, hotkey) : [],
    owner_ss58: ownerOf(state, hotkey),
    registrations,
    validator_permits: permits,
    return_per_1000: perThousand(daily, take, hotkeyStake(state, hotkey, ROOT)),
    total_daily_return: U64F64.toInteger(daily),
  };
}

function nominators(state: State, hotkey: string): [coldkey: string, stakes: StakeEntry[]][] {
  const byColdkey = new Map<string, StakeEntry[]>();
  for (const [[, coldkey, netuid]] of storage.AlphaV2.entries(state, hotkey))
    byColdkey.set(coldkey, [
      ...(byColdkey.get(coldkey) ?? []),
      [netuid, stakeOf(state, hotkey, coldkey, netuid)],
    ]);
  return inAccountOrder(byColdkey.keys()).map((coldkey) => [coldkey, byColdkey.get(coldkey) ?? []]);
}

function dailyEmission(state: State, hotkey: string, netuid: number): bigint {
  const uid = storage.Uids.find(state, netuid, hotkey);
  const tempo = BigInt(storage.Tempo.get(state, netuid));
  if (uid === undefined || tempo === 0n) return 0n;
  const emission = U64F64.fromInteger(storage.Emission.get(state, netuid)[uid] ?? 0n);
  return U64F64.multiply(emission, U64F64.fromRatio(BLOCKS_A_DAY, tempo));
}

/** Rao a day for 1000 TAO on root, after the take. */
function perThousand(daily: bigint, take: number, rootStake: bigint): bigint {
  if (rootStake === 0n) return 0n;
  const kept = U64F64.subtract(U64F64.one, U64F64.fromRatio(BigInt(take), 65_535n));
  const thousands = U64F64.fromRatio(rootStake, 1_000_000_000_000n);
  return U64F64.toInteger(U64F64.divide(U64F64.multiply(daily, kept), thousands));
}

function delegates(state: State): string[] {
  return storage.Delegates.entries(state).map(([[hotkey]]) => hotkey);
}

/** `DelegateInfoRuntimeApi`. */
export const delegateInfoApi = defineApi("DelegateInfoRuntimeApi", 1, {
  get_delegates: apiMethod({}, vec(delegateInfo), ({ state }) =>
    delegates(state).map((hotkey) => delegate(state, hotkey, true)),
  ),
  get_delegate: apiMethod(
    { delegate_account: accountId },
    option(delegateInfo),
    ({ state }, { delegate_account }) =>
      storage.Delegates.has(state, delegate_account)
        ? delegate(state, delegate_account, true)
        : undefined,
  ),
  get_delegated: apiMethod(
    { delegatee_account: accountId },
    vec(tuple(delegateInfo, tuple(compact(u16), compact(u64)))),
    ({ state }, { delegatee_account }) =>
      delegates(state).flatMap((hotkey) =>
        storage.AlphaV2.entries(state, hotkey, delegatee_account).map(
          ([[, coldkey, netuid]]): [DelegateInfo, StakeEntry] => [
            delegate(state, hotkey, false),
            [netuid, stakeOf(state, hotkey, coldkey, netuid)],
          ],
        ),
      ),
  ),
});
