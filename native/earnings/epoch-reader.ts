import type { ChainClient, ChainEvent } from "../chain/client.ts";
import { subnetIncentives } from "../protocol/epoch-incentives.ts";
import { subnetOfIndex } from "../protocol/mechanisms.ts";
import type { NewEarning } from "../store/earning-table.ts";
import { attribute, type Position, type StakeMovement } from "./attribution.ts";

/** The event that proves an epoch's rewards, as the metadata names it. */
export const EPOCH_EVENT = "SubtensorModule.IncentiveAlphaEmittedToMiners";

/** Whose rewards to look for. */
export interface Holdings {
  readonly coldkeys: readonly string[];
  readonly hotkeys: ReadonlySet<string>;
}

/** A block as the chain client names it. */
export interface ReadBlock {
  readonly number: number;
  readonly hash: string;
}

/**
 * All rewards that one block credited to `holdings`, worked out from the chain alone: the same reading fills the ledger
 * and checks it. Most blocks run no epoch and cost one read. Rejects with STATE_DISCARDED where the endpoint has pruned
 * the block or its parent.
 */
export async function readRewards(
  chain: ChainClient,
  block: ReadBlock,
  holdings: Holdings,
): Promise<readonly Omit<NewEarning, "state">[]> {
  if (holdings.coldkeys.length === 0 || block.number === 0) return [];
  const events = await chain.events(block.hash);
  const epochs = events.filter((event) => `${event.pallet}.${event.name}` === EPOCH_EVENT);
  if (epochs.length === 0) return [];
  const parent = await chain.blockHash(block.number - 1);
  if (parent === undefined) return [];
  const [before, after, time] = await Promise.all([
    readPositions(chain, holdings.coldkeys, parent),
    readPositions(chain, holdings.coldkeys, block.hash),
    chain.blockTime(block.hash),
  ]);
  const movements = events.flatMap(stakeMovement);
  const rows: Omit<NewEarning, "state">[] = [];
  const told = epochs.map((epoch) => {
    const { netuid, emissions } = epoch.value as { netuid: number; emissions: bigint[] };
    return { index: netuid, emissions, epoch };
  });
  for (const { index: netuid, epoch } of told) {
    // A subnet's further mechanisms have events of their own, which count to its main one's.
    if (subnetOfIndex(netuid).mecid > 0) continue;
    const facts = {
      netuid,
      incentives: subnetIncentives(told, netuid) ?? [],
      ownHotkeys: holdings.hotkeys,
      before,
      after,
      movements,
    };
    const [uids, dividendHotkeys, price] = await Promise.all([
      readUids(chain, netuid, holdings.hotkeys, block.hash),
      readDividendHotkeys(chain, netuid, holdings.hotkeys, block.hash),
      readPrice(chain, netuid, block.hash),
    ]);
    for (const credit of attribute({ ...facts, uids, dividendHotkeys })) {
      rows.push({
        ...credit,
        taoValue: (credit.alpha * price) / PRICE_SCALE,
        block: block.number,
        blockHash: block.hash,
        eventIndex: epoch.index,
        event: EPOCH_EVENT,
        time,
      });
    }
  }
  return rows;
}

/** Prices travel as rao per alpha times 1e9. */
const PRICE_SCALE = 1_000_000_000n;

async function readPrice(chain: ChainClient, netuid: number, at: string): Promise<bigint> {
  return (await chain.api("SwapRuntimeApi", "current_alpha_price", [netuid], at)) as bigint;
}

interface StakeInfo {
  readonly hotkey: string;
  readonly coldkey: string;
  readonly netuid: number;
  readonly stake: bigint | number;
}

async function readPositions(
  chain: ChainClient,
  coldkeys: readonly string[],
  at: string,
): Promise<Position[]> {
  const answer = (await chain.api(
    "StakeInfoRuntimeApi",
    "get_stake_info_for_coldkeys",
    [coldkeys],
    at,
  )) as [string, StakeInfo[]][];
  return answer.flatMap(([coldkey, stakes]) =>
    stakes.map((stake) => ({
      coldkey,
      hotkey: stake.hotkey,
      netuid: stake.netuid,
      alpha: BigInt(stake.stake),
    })),
  );
}

async function readUids(
  chain: ChainClient,
  netuid: number,
  hotkeys: ReadonlySet<string>,
  at: string,
) {
  const found = await Promise.all(
    [...hotkeys].map(
      async (hotkey) =>
        [hotkey, await chain.query("SubtensorModule", "Uids", [netuid, hotkey], at)] as const,
    ),
  );
  return new Map(
    found.filter((entry): entry is readonly [string, number] => typeof entry[1] === "number"),
  );
}

async function readDividendHotkeys(
  chain: ChainClient,
  netuid: number,
  hotkeys: ReadonlySet<string>,
  at: string,
) {
  const found = await Promise.all(
    [...hotkeys].map(async (hotkey) => {
      const alpha = await chain.query(
        "SubtensorModule",
        "AlphaDividendsPerSubnet",
        [netuid, hotkey],
        at,
      );
      return typeof alpha === "bigint" && alpha > 0n ? [hotkey] : [];
    }),
  );
  return new Set(found.flat());
}

function stakeMovement(event: ChainEvent): StakeMovement[] {
  if (event.pallet !== "SubtensorModule") return [];
  if (event.name !== "StakeAdded" && event.name !== "StakeRemoved") return [];
  const [coldkey, hotkey, , alpha, netuid] = event.value as [
    string,
    string,
    bigint,
    bigint,
    number,
    bigint,
  ];
  return [{ coldkey, hotkey, netuid, alpha: event.name === "StakeAdded" ? alpha : -alpha }];
}
