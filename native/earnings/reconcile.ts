import { HearthError } from "../api/errors.ts";
import type { ChainClient } from "../chain/client.ts";
import type { EarningRow, EarningTable, NewEarning } from "../store/earning-table.ts";
import { type Holdings, readRewards } from "./epoch-reader.ts";

/** A place where ledger and chain disagree; amounts in alpha units. */
export interface Mismatch {
  readonly id?: number;
  readonly block: number;
  readonly reason: string;
  readonly ledger: bigint;
  readonly chain: bigint;
}

/** The whole ledger held against the chain. `difference` = chain minus ledger over all checked blocks. */
export interface Reconciliation {
  readonly rows: number;
  readonly checked: number;
  readonly unreachable: number;
  readonly difference: bigint;
  readonly mismatches: readonly Mismatch[];
  readonly fromBlock: number;
  readonly toBlock: number;
}

/**
 * Derives every reward again from the chain, from the first block ever scanned to the cursor, and compares row by row:
 * a missing row, an extra row and a wrong amount are each named. Blocks that the endpoint has pruned are counted, not guessed.
 */
export async function reconcile(
  chain: ChainClient,
  table: EarningTable,
  holdings: Holdings,
  signal?: AbortSignal,
): Promise<Reconciliation> {
  const cursor = table.cursor();
  if (!cursor)
    return {
      rows: 0,
      checked: 0,
      unreachable: 0,
      difference: 0n,
      mismatches: [],
      fromBlock: 0,
      toBlock: 0,
    };
  const rows = table.all().filter((row) => row.block <= cursor.block);
  const byBlock = Map.groupBy(rows, (row) => row.block);
  const mismatches: Mismatch[] = [];
  let checked = 0;
  let unreachable = 0;
  let difference = 0n;
  for (let block = cursor.firstBlock + 1; block <= cursor.block; block += 1) {
    if (signal?.aborted) throw new HearthError("CANCELLED");
    const kept = byBlock.get(block) ?? [];
    const derived = await derive(chain, block, holdings);
    if (derived === undefined) {
      unreachable += kept.length;
      continue;
    }
    checked += kept.length;
    const found = compare(block, kept, derived);
    mismatches.push(...found);
    for (const mismatch of found) difference += mismatch.chain - mismatch.ledger;
  }
  return {
    rows: rows.length,
    checked,
    unreachable,
    difference,
    mismatches,
    fromBlock: cursor.firstBlock,
    toBlock: cursor.block,
  };
}

async function derive(chain: ChainClient, block: number, holdings: Holdings) {
  const hash = await chain.blockHash(block);
  if (hash === undefined) return undefined;
  try {
    return await readRewards(chain, { number: block, hash }, holdings);
  } catch (error) {
    if (error instanceof HearthError && error.code === "STATE_DISCARDED") return undefined;
    throw error;
  }
}

const identity = (row: Omit<NewEarning, "state">): string =>
  `${row.blockHash}:${row.eventIndex}:${row.kind}:${row.coldkey}:${row.hotkey}`;

/** The differences between kept rows and the chain's, for one block. Pure. */
export function compare(
  block: number,
  kept: readonly EarningRow[],
  derived: readonly Omit<NewEarning, "state">[],
): readonly Mismatch[] {
  const mismatches: Mismatch[] = [];
  const open = new Map(derived.map((row) => [identity(row), row]));
  for (const row of kept) {
    const chainRow = open.get(identity(row));
    open.delete(identity(row));
    if (!chainRow) {
      mismatches.push({
        id: row.id,
        block,
        reason: "the chain has no such reward",
        ledger: row.alpha,
        chain: 0n,
      });
    } else if (chainRow.alpha !== row.alpha || chainRow.taoValue !== row.taoValue) {
      mismatches.push({
        id: row.id,
        block,
        reason: "the amounts differ",
        ledger: row.alpha,
        chain: chainRow.alpha,
      });
    }
  }
  for (const row of open.values()) {
    mismatches.push({
      block,
      reason: "the ledger lacks this reward",
      ledger: 0n,
      chain: row.alpha,
    });
  }
  return mismatches;
}
