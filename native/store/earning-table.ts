import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

/** What a reward was for: own mining, own validating, or stake on somebody else's hotkey. */
export type EarningKind = "miner" | "validator" | "staker";
/** Whether the block of a reward is only in the chain, final, or was taken back. */
export type EarningState = "in-block" | "final" | "reorged";

/** One credited reward as it is kept. Alpha in the subnet's units, `taoValue` in rao at that block's price, time in ms. */
export interface EarningRow {
  readonly id: number;
  readonly kind: EarningKind;
  readonly netuid: number;
  readonly coldkey: string;
  readonly hotkey: string;
  readonly uid: number | undefined;
  readonly alpha: bigint;
  readonly taoValue: bigint;
  readonly block: number;
  readonly blockHash: string;
  readonly eventIndex: number;
  readonly event: string;
  readonly time: number;
  readonly state: EarningState;
}

/** A reward before the ledger gave it its number. */
export type NewEarning = Omit<EarningRow, "id">;

/** How far a chain has been read: the first block ever looked at and the last final one. */
export interface ScanCursor {
  readonly firstBlock: number;
  readonly block: number;
  readonly blockHash: string;
}

/** The ledger of one chain, told apart by its genesis hash so that no two networks ever mix. */
export interface EarningTable {
  insert(row: NewEarning): EarningRow | undefined;
  /** Marks rows of a now final height: those of `blockHash` final, those of any other hash reorged. Returns the changed rows. */
  finalize(block: number, blockHash: string): readonly EarningRow[];
  page(options: {
    readonly kind?: EarningKind | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  }): readonly EarningRow[];
  since(time: number): readonly EarningRow[];
  all(): readonly EarningRow[];
  cursor(): ScanCursor | undefined;
  moveCursor(cursor: ScanCursor): void;
}

/** The `earning` and `scan_cursor` tables, narrowed to one genesis. */
export function createEarningTable(database: DatabaseSync, genesis: string): EarningTable {
  const prepare = (sql: string) => {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  };
  const insert = prepare(`
    INSERT INTO earning (genesis, kind, netuid, coldkey, hotkey, uid, alpha, tao_value, block, block_hash, event_index, event, time, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING *`);
  const finalize = prepare(`
    UPDATE earning SET state = CASE WHEN block_hash = ?3 THEN 'final' ELSE 'reorged' END
    WHERE genesis = ?1 AND block = ?2 AND state = 'in-block' RETURNING *`);
  const page = prepare(`
    SELECT * FROM earning WHERE genesis = ?1 AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR id < ?3)
    ORDER BY id DESC LIMIT ?4`);
  const since = prepare(
    "SELECT * FROM earning WHERE genesis = ? AND time >= ? AND state <> 'reorged' ORDER BY id",
  );
  const all = prepare("SELECT * FROM earning WHERE genesis = ? AND state <> 'reorged' ORDER BY id");
  const readCursor = prepare(
    "SELECT first_block, block, block_hash FROM scan_cursor WHERE genesis = ?",
  );
  const writeCursor = prepare(`
    INSERT INTO scan_cursor (genesis, first_block, block, block_hash) VALUES (?, ?, ?, ?)
    ON CONFLICT (genesis) DO UPDATE SET block = excluded.block, block_hash = excluded.block_hash`);
  return {
    insert: (row) => {
      // Not get(): it stops at the row, which comes before the commit, and a full disk would go unnoticed.
      const [kept] = insert.all(
        genesis,
        row.kind,
        row.netuid,
        row.coldkey,
        row.hotkey,
        row.uid ?? null,
        row.alpha,
        row.taoValue,
        row.block,
        row.blockHash,
        row.eventIndex,
        row.event,
        row.time,
        row.state,
      );
      return kept && fromRecord(kept);
    },
    finalize: (block, blockHash) => finalize.all(genesis, block, blockHash).map(fromRecord),
    page: ({ kind, before, limit }) =>
      page.all(genesis, kind ?? null, before ?? null, limit).map(fromRecord),
    since: (time) => since.all(genesis, time).map(fromRecord),
    all: () => all.all(genesis).map(fromRecord),
    cursor: () => {
      const found = readCursor.get(genesis);
      if (!found) return undefined;
      return {
        firstBlock: Number(found.first_block),
        block: Number(found.block),
        blockHash: String(found.block_hash),
      };
    },
    moveCursor: (cursor) => {
      writeCursor.run(genesis, cursor.firstBlock, cursor.block, cursor.blockHash);
    },
  };
}

function fromRecord(record: Record<string, SQLOutputValue>): EarningRow {
  return {
    id: Number(record.id),
    kind: record.kind as EarningKind,
    netuid: Number(record.netuid),
    coldkey: String(record.coldkey),
    hotkey: String(record.hotkey),
    uid: record.uid === null ? undefined : Number(record.uid),
    alpha: record.alpha as bigint,
    taoValue: record.tao_value as bigint,
    block: Number(record.block),
    blockHash: String(record.block_hash),
    eventIndex: Number(record.event_index),
    event: String(record.event),
    time: Number(record.time),
    state: record.state as EarningState,
  };
}
