import { HearthError } from "../../api/errors.ts";
import { type Alpha, alpha, type Rao, rao } from "../../api/units.ts";
import type { At, ChainClient } from "../chain-port.ts";

/** What one coldkey has staked to one hotkey on one subnet. */
export interface StakeRecord {
  readonly hotkey: string;
  readonly coldkey: string;
  readonly netuid: number;
  /** Alpha units; on netuid 0 these are rao. */
  readonly alpha: Alpha;
  readonly registered: boolean;
}

/** What a swap would give now, fees taken. Amounts and fees are in the unit of their name. */
export interface SwapSimulation {
  readonly tao: Rao;
  readonly alpha: Alpha;
  readonly taoFee: Rao;
  readonly alphaFee: Alpha;
}

interface StakeInfo {
  readonly hotkey: string;
  readonly coldkey: string;
  readonly netuid: number;
  readonly stake: bigint | number;
  readonly is_registered: boolean;
}

interface Availability {
  readonly total: bigint | number;
  readonly locked: bigint | number;
  readonly available: bigint | number;
}

interface SwapResult {
  readonly tao_amount: bigint;
  readonly alpha_amount: bigint;
  readonly tao_fee: bigint;
  readonly alpha_fee: bigint;
}

/** All stake of a coldkey that is not zero. */
export async function stakeOf(
  chain: ChainClient,
  coldkey: string,
  at: At = "best",
): Promise<StakeRecord[]> {
  const infos = await chain.api("StakeInfoRuntimeApi", "get_stake_info_for_coldkey", [coldkey], at);
  return (infos as StakeInfo[])
    .map((info) => ({
      hotkey: info.hotkey,
      coldkey: info.coldkey,
      netuid: info.netuid,
      alpha: alpha(BigInt(info.stake)),
      registered: info.is_registered,
    }))
    .filter((record) => record.alpha > 0n);
}

/** What a coldkey has staked to one hotkey on one subnet; 0 where nothing. */
export async function stakeOn(
  chain: ChainClient,
  {
    coldkey,
    hotkey,
    netuid,
  }: { readonly coldkey: string; readonly hotkey: string; readonly netuid: number },
  at: At = "best",
): Promise<Alpha> {
  const method = "get_stake_info_for_hotkey_coldkey_netuid";
  const args = [hotkey, coldkey, netuid];
  const info = (await chain.api("StakeInfoRuntimeApi", method, args, at)) as StakeInfo | undefined;
  return alpha(BigInt(info?.stake ?? 0));
}

/**
 * What may leave each subnet on which a coldkey has stake: the stake there less what is locked. Undefined where the chain
 * does not tell, since it has no locks.
 */
export async function availableStake(
  chain: ChainClient,
  coldkey: string,
  at: At = "best",
): Promise<ReadonlyMap<number, Alpha> | undefined> {
  const method = "get_stake_availability_for_coldkeys";
  try {
    const answer = await chain.api("StakeInfoRuntimeApi", method, [[coldkey], undefined], at);
    const [own] = answer as [coldkey: string, subnets: [number, Availability][]][];
    return new Map(
      (own?.[1] ?? []).map(([netuid, { available }]) => [netuid, alpha(BigInt(available))]),
    );
  } catch (error) {
    if (error instanceof HearthError && error.code === "CHAIN_LACKS") return undefined;
    throw error;
  }
}

/** Buying alpha with `amount` rao, simulated by the chain. */
export async function quoteStake(
  chain: ChainClient,
  netuid: number,
  amount: Rao,
  at: At = "best",
): Promise<SwapSimulation> {
  return simulation(
    await chain.api("SwapRuntimeApi", "sim_swap_tao_for_alpha", [netuid, amount], at),
  );
}

/** Selling `amount` alpha units, simulated by the chain. */
export async function quoteUnstake(
  chain: ChainClient,
  netuid: number,
  amount: Alpha,
  at: At = "best",
): Promise<SwapSimulation> {
  return simulation(
    await chain.api("SwapRuntimeApi", "sim_swap_alpha_for_tao", [netuid, amount], at),
  );
}

function simulation(answer: unknown): SwapSimulation {
  const { tao_amount, alpha_amount, tao_fee, alpha_fee } = answer as SwapResult;
  return {
    tao: rao(tao_amount),
    alpha: alpha(alpha_amount),
    taoFee: rao(tao_fee),
    alphaFee: alpha(alpha_fee),
  };
}
