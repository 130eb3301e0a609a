import { DatabaseSync } from "node:sqlite";
import { hexOf } from "../../native/practice/frame/hasher.ts";
import { MemoryState, Overlay } from "../../native/practice/frame/state.ts";
import { blake2Hex, decodeHeader, nextStateRoot } from "../../native/practice/node/block.ts";
import { CODE_KEY } from "../../native/practice/node/chain.ts";
import { balances } from "../../native/practice/runtime/balances/pallet.ts";
import { storage } from "../../native/practice/runtime/subtensor/pallet.ts";
import { system } from "../../native/practice/runtime/system/pallet.ts";
import { faults } from "../unit/practice/runtime/books.ts";
import type { BlockLog } from "./replay-log.ts";

/** A chain's file, read without the program that wrote it. */
export interface Audit {
  readonly best: number;
  /** Hashes of the extrinsics of a block by the block's hash; undefined where there is no such block. */
  extrinsicsOf(blockHash: string): readonly string[] | undefined;
  /** The state of block 0 and every block after it, to be run again. */
  log(): Omit<BlockLog, "blockMillis">;
  close(): void;
}

type Row = Record<string, unknown>;
const NO_HASH = `0x${"00".repeat(32)}`;
const hashOf = (row: Row | undefined): string => `0x${hexOf(row?.hash as Uint8Array)}`;

/**
 * Reads a chain's file and works out from the stored state and its history what every block after `from` must have had: links,
 * numbers and state roots. Throws with the first thing that does not hold, books that do not balance among them.
 */
export function auditChain(file: string, from: number): Audit {
  const database = new DatabaseSync(file);
  const all = (sql: string, ...values: (number | Uint8Array)[]): Row[] =>
    database.prepare(sql).all(...values) as Row[];
  const fail = (reason: string): never => {
    database.close();
    throw new Error(reason);
  };
  const [check] = all("PRAGMA integrity_check(1)");
  if (check?.integrity_check !== "ok") fail(`the file: ${String(check?.integrity_check)}`);

  const state = new MemoryState();
  for (const row of all("SELECT key, value FROM state"))
    state.set(hexOf(row.key as Uint8Array), Uint8Array.from(row.value as Uint8Array));
  const wrong = openFaults(state);
  if (wrong.length > 0) fail(`the books: ${wrong.join("; ")}`);

  const blocks = all(
    "SELECT number, hash, header FROM block WHERE number >= ? ORDER BY number",
    from,
  );
  const changes = changesByBlock(all, state, from);
  let root = decodeHeader(blocks[0]?.header as Uint8Array).state_root;
  if (from === 0) {
    const worked = nextStateRoot(NO_HASH, withoutCode(firstState(all, state)));
    if (worked !== root) fail(`block 0 says ${root}, its state gives ${worked}`);
  }
  for (const [index, row] of blocks.entries()) {
    const header = decodeHeader(row.header as Uint8Array);
    const number = from + index;
    if (row.number !== number || header.number !== number) fail(`block ${number} is missing`);
    if (blake2Hex(row.header as Uint8Array) !== hashOf(row))
      fail(`block ${number} has another hash`);
    if (index === 0) continue;
    if (header.parent_hash !== hashOf(blocks[index - 1]))
      fail(`block ${number} has another parent`);
    root = nextStateRoot(root, changes.get(number) ?? new Map());
    if (header.state_root !== root)
      fail(`block ${number} says ${header.state_root}, the stored state gives ${root}`);
  }
  const best = Number(blocks.at(-1)?.number);
  if (best > 0 && system.storage.Number.get(state) !== best)
    fail(`the state is of block ${system.storage.Number.get(state)}, the newest is ${best}`);
  const find = database.prepare("SELECT number FROM block WHERE hash = ?");
  const list = database.prepare("SELECT bytes FROM extrinsic WHERE block = ? ORDER BY position");
  return {
    best,
    extrinsicsOf(blockHash) {
      const found = find.get(Buffer.from(blockHash.slice(2), "hex"));
      if (!found) return undefined;
      return list.all(Number(found.number)).map(({ bytes }) => blake2Hex(bytes as Uint8Array));
    },
    log: () => ({
      first: withoutCode(firstState(all, state)),
      blocks: all("SELECT number, header FROM block WHERE number > 0 ORDER BY number").map(
        ({ number, header }) => ({
          header: header as Uint8Array,
          extrinsics: list
            .all(Number(number))
            .map(({ bytes }) => Uint8Array.from(bytes as Uint8Array)),
        }),
      ),
    }),
    close: () => database.close(),
  };
}

/** The books as the next block opens them: what this one burned as fees is taken from Subtensor's issuance first. */
function openFaults(state: MemoryState): string[] {
  if (state.keys("").length === 0) return [];
  const issued = balances.storage.TotalIssuance.get(state);
  const known = storage.TotalIssuance.get(state);
  const opened = new Overlay(state);
  storage.TotalIssuance.put(opened, issued);
  return [...(known < issued ? [`${issued} issued, ${known} known`] : []), ...faults(opened)];
}

type Query = (sql: string, ...values: (number | Uint8Array)[]) => Row[];

/** What each block after `from` changed: a key's value after it is what the next change found there, or what is there now. */
function changesByBlock(
  all: Query,
  state: MemoryState,
  from: number,
): Map<number, Map<string, Uint8Array | undefined>> {
  const changes = new Map<number, Map<string, Uint8Array | undefined>>();
  let later: { key: string; before: Uint8Array | undefined } | undefined;
  const rows = all(
    `SELECT storage_key.key AS key, block, value FROM history JOIN storage_key ON storage_key.id = history.key
     WHERE block > ? ORDER BY history.key, block DESC`,
    from,
  );
  for (const row of rows) {
    const key = hexOf(row.key as Uint8Array);
    const after = later?.key === key ? later.before : state.get(key);
    const block = changes.get(Number(row.block)) ?? new Map<string, Uint8Array | undefined>();
    changes.set(Number(row.block), block.set(key, after));
    later = { key, before: row.value === null ? undefined : (row.value as Uint8Array) };
  }
  return changes;
}

/** The runtime's name is written beside the chain, not by it. */
function withoutCode(state: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...state].filter(([key]) => key !== CODE_KEY));
}

/** The state of block 0: the one now, with what every key held before its first change put back. */
function firstState(all: Query, state: MemoryState): Map<string, Uint8Array> {
  const first = new Map(state.keys("").map((key): [string, Uint8Array] => [key, state.get(key)!]));
  const rows = all(
    `SELECT storage_key.key AS key, value, min(block) FROM history JOIN storage_key ON storage_key.id = history.key
     GROUP BY history.key`,
  );
  for (const row of rows) {
    const key = hexOf(row.key as Uint8Array);
    if (row.value === null) first.delete(key);
    else first.set(key, row.value as Uint8Array);
  }
  return first;
}
