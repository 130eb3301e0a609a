/** One step of the ledger file's layout; its place in the list is the `user_version` that it leads to. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Every layout the file ever had, oldest first. Steps are only ever added. */
export const migrations: readonly Migration[] = [
  {
    name: "earnings, scan cursor, timeline and notes",
    sql: `
      CREATE TABLE earning (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        genesis TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('miner', 'validator', 'staker')),
        netuid INTEGER NOT NULL,
        coldkey TEXT NOT NULL,
        hotkey TEXT NOT NULL,
        uid INTEGER,
        alpha INTEGER NOT NULL CHECK (alpha >= 0),
        tao_value INTEGER NOT NULL CHECK (tao_value >= 0),
        block INTEGER NOT NULL,
        block_hash TEXT NOT NULL,
        event_index INTEGER NOT NULL,
        event TEXT NOT NULL,
        time INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('in-block', 'final', 'reorged')),
        UNIQUE (genesis, block_hash, event_index, kind, coldkey, hotkey)
      ) STRICT;
      CREATE INDEX earning_by_block ON earning (genesis, block);
      CREATE INDEX earning_by_time ON earning (genesis, time);
      CREATE TABLE scan_cursor (
        genesis TEXT PRIMARY KEY,
        first_block INTEGER NOT NULL,
        block INTEGER NOT NULL,
        block_hash TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE timeline (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        level TEXT NOT NULL,
        source TEXT NOT NULL,
        message TEXT NOT NULL,
        facts TEXT NOT NULL,
        code TEXT
      ) STRICT;
      CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
];
