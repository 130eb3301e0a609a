import { rmSync, writeFileSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { HearthError } from "../../api/errors.ts";
import { storageError } from "../../store/database.ts";
import { hexOf } from "../frame/hasher.ts";
import type { Changes, State } from "../frame/state.ts";
import type { Block } from "./block.ts";
import { openingError, pidFile } from "./database-file.ts";

/** The layout this program writes. A file of another one is refused, not guessed at. */
const LAYOUT = 2;

const tables = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE block (number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, header BLOB NOT NULL) STRICT;
CREATE TABLE extrinsic (
  block INTEGER NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (block, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE state (key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
-- Keys by number, so that the many versions of each do not repeat it.
CREATE TABLE storage_key (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE) STRICT;
-- What a key held before a block changed it; NULL where it was not set.
CREATE TABLE history (
  key INTEGER NOT NULL, block INTEGER NOT NULL, value BLOB, PRIMARY KEY (key, block)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_by_block ON history (block);
`;

/** Keys whose numbers are kept at hand; most blocks change the same few dozen. */
const REMEMBERED_KEYS = 20_000;

/** A change with what was there before, as the history keeps it. */
export interface Undo {
  readonly key: string;
  readonly before: Uint8Array | undefined;
}

type Row = Record<string, unknown>;

/** The practice chain's file: blocks, the state at the newest one, and what earlier states held. */
export class ChainDatabase {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #folder: string;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #keyIds = new Map<string, number>();

  /**
   * Opens or creates the file. Throws DATA_FOLDER_UNWRITABLE, DISK_FULL, DATA_FOLDER_IN_USE (another process has it) or
   * PRACTICE_CHAIN_DAMAGED / PRACTICE_CHAIN_TOO_NEW for a file that cannot be read; it is left as it is.
   */
  constructor(file: string, folder: string) {
    this.#file = file;
    this.#folder = folder;
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(file);
      // One writer for the life of the process: a second node on the same folder is refused. NORMAL never damages a WAL
      // database; only a power cut, not a killed process, can take back the newest blocks, and play money is worth that.
      database.exec(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000",
      );
      this.#database = database;
      this.#prepareLayout();
      writeFileSync(pidFile(file), String(process.pid), { mode: 0o600 });
    } catch (error) {
      database?.close();
      throw openingError(error, file, folder);
    }
  }

  close(): void {
    rmSync(pidFile(this.#file), { force: true });
    this.#database.close();
  }

  /** Bounds the file at so many pages of 4096 bytes; what would grow it beyond fails as a full disk does. */
  limitPages(pages: number): void {
    this.#database.exec(`PRAGMA max_page_count = ${Math.trunc(pages)}`);
  }

  meta(name: string): string | undefined {
    return this.#get("SELECT value FROM meta WHERE name = ?", name)?.value as string | undefined;
  }

  /** Every fact of the chain, by its name. */
  allMeta(): Record<string, string> {
    const rows = this.#statement("SELECT name, value FROM meta ORDER BY name").all() as Row[];
    return Object.fromEntries(rows.map(({ name, value }) => [String(name), String(value)]));
  }

  /** Number of the newest block, or undefined in a new file. */
  newestNumber(): number | undefined {
    const row = this.#get("SELECT max(number) AS number FROM block");
    return typeof row?.number === "number" ? row.number : undefined;
  }

  blockAt(number: number): Block | undefined {
    return this.#block(
      this.#get("SELECT number, hash, header FROM block WHERE number = ?", number),
    );
  }

  blockOf(hash: string): Block | undefined {
    const bytes = Buffer.from(hash.slice(2), "hex");
    return this.#block(this.#get("SELECT number, hash, header FROM block WHERE hash = ?", bytes));
  }

  hashAt(number: number): string | undefined {
    const row = this.#get("SELECT hash FROM block WHERE number = ?", number);
    return row && `0x${hexOf(row.hash as Uint8Array)}`;
  }

  numberOf(hash: string): number | undefined {
    if (!/^0x[0-9a-f]{64}$/.test(hash)) return undefined;
    const bytes = Buffer.from(hash.slice(2), "hex");
    return this.#get("SELECT number FROM block WHERE hash = ?", bytes)?.number as
      | number
      | undefined;
  }

  /** Reads the newest state into memory. */
  loadState(into: State): void {
    for (const row of this.#statement("SELECT key, value FROM state").iterate() as Iterable<Row>) {
      into.set(hexOf(row.key as Uint8Array), exact(row.value as Uint8Array));
    }
  }

  /** Writes the first blocks of a new chain with its first state, or nothing. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE. */
  begin(blocks: readonly Block[], changes: Changes, meta: Readonly<Record<string, string>>): void {
    this.#transaction(() => {
      for (const block of blocks) this.#insertBlock(block);
      this.#change(changes);
      for (const [name, value] of Object.entries(meta))
        this.#run("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value);
    });
  }

  /** Writes one block with all its changes, or nothing. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE. */
  append(block: Block, changes: Changes, undo: readonly Undo[]): void {
    this.#transaction(() => {
      const { number } = block;
      this.#insertBlock(block);
      for (const { key, before } of undo) {
        this.#run("INSERT INTO history VALUES (?, ?, ?)", this.#keyId(key), number, before ?? null);
      }
      this.#change(changes);
    });
  }

  /** Writes a key outside of any block. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE. */
  putState(key: string, value: Uint8Array): void {
    this.#transaction(() => {
      this.#run("INSERT OR REPLACE INTO state VALUES (?, ?)", Buffer.from(key, "hex"), value);
    });
  }

  /** What a key held before the first block after `number` that changed it; undefined when none did. */
  before(key: string, number: number): { readonly value: Uint8Array | undefined } | undefined {
    const row = this.#get(
      `SELECT value FROM history WHERE key = (SELECT id FROM storage_key WHERE key = ?) AND block > ?
       ORDER BY block LIMIT 1`,
      Buffer.from(key, "hex"),
      number,
    );
    return row && { value: row.value === null ? undefined : exact(row.value as Uint8Array) };
  }

  /** Every key under a prefix that a block after `number` changed. */
  changedKeys(prefix: string, number: number): string[] {
    const known = this.#statement(
      `SELECT key FROM storage_key AS known WHERE key >= ?
       AND EXISTS (SELECT 1 FROM history WHERE history.key = known.id AND block > ?) ORDER BY key`,
    );
    const keys: string[] = [];
    for (const row of known.iterate(Buffer.from(prefix, "hex"), number) as Iterable<Row>) {
      const key = hexOf(row.key as Uint8Array);
      if (!key.startsWith(prefix)) break;
      keys.push(key);
    }
    return keys;
  }

  /** Forgets what states before block `number` held. */
  forgetBefore(number: number): void {
    this.#run("DELETE FROM history WHERE block <= ?", number);
  }

  /** The oldest block whose state can still be read: the parent of the oldest in the history. */
  oldestHistory(): number | undefined {
    const row = this.#get("SELECT min(block) AS block FROM history");
    return typeof row?.block === "number" ? row.block : undefined;
  }

  #insertBlock({ number, hash, header, extrinsics }: Block): void {
    this.#run(
      "INSERT INTO block VALUES (?, ?, ?)",
      number,
      Buffer.from(hash.slice(2), "hex"),
      header,
    );
    for (const [position, bytes] of extrinsics.entries())
      this.#run("INSERT INTO extrinsic VALUES (?, ?, ?)", number, position, bytes);
  }

  #change(changes: Changes): void {
    for (const [key, value] of changes) {
      const keyBytes = Buffer.from(key, "hex");
      if (value) this.#run("INSERT OR REPLACE INTO state VALUES (?, ?)", keyBytes, value);
      else this.#run("DELETE FROM state WHERE key = ?", keyBytes);
    }
  }

  #keyId(key: string): number {
    const known = this.#keyIds.get(key);
    if (known !== undefined) return known;
    const bytes = Buffer.from(key, "hex");
    this.#run("INSERT OR IGNORE INTO storage_key (key) VALUES (?)", bytes);
    const id = Number(this.#get("SELECT id FROM storage_key WHERE key = ?", bytes)?.id);
    if (this.#keyIds.size >= REMEMBERED_KEYS) this.#keyIds.clear();
    this.#keyIds.set(key, id);
    return id;
  }

  #block(row: Row | undefined): Block | undefined {
    if (!row) return undefined;
    const header = exact(row.header as Uint8Array);
    const extrinsics = this.#statement(
      "SELECT bytes FROM extrinsic WHERE block = ? ORDER BY position",
    )
      .all(row.number as number)
      .map((each) => exact((each as Row).bytes as Uint8Array));
    return {
      number: row.number as number,
      hash: `0x${hexOf(row.hash as Uint8Array)}`,
      parentHash: `0x${hexOf(header.subarray(0, 32))}`,
      header,
      extrinsics,
    };
  }

  #prepareLayout(): void {
    const { user_version: layout } = this.#database.prepare("PRAGMA user_version").get() as {
      user_version: number;
    };
    if (layout > LAYOUT) {
      throw new HearthError("PRACTICE_CHAIN_TOO_NEW", { found: layout, known: LAYOUT });
    }
    if (layout > 0 && layout < LAYOUT) {
      const reason = `layout ${layout} is from before the first release`;
      throw new HearthError("PRACTICE_CHAIN_DAMAGED", { file: this.#file, reason });
    }
    const check = this.#database.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
    if (check.quick_check !== "ok") {
      const reason = check.quick_check;
      throw new HearthError("PRACTICE_CHAIN_DAMAGED", { file: this.#file, reason });
    }
    if (layout === LAYOUT) return;
    this.#transaction(() => {
      this.#database.exec(tables);
      this.#database.exec(`PRAGMA user_version = ${LAYOUT}`);
    });
  }

  #transaction(work: () => void): void {
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      // Numbers given to keys in here are taken back with everything else.
      this.#keyIds.clear();
      // SQLite has already rolled back by itself on a full disk.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw storageError(error, this.#folder) ?? error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  #get(sql: string, ...values: (string | number | Uint8Array | null)[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  #run(sql: string, ...values: (string | number | Uint8Array | null)[]): void {
    this.#statement(sql).run(...values);
  }
}

/** Bytes that own their whole buffer, since scale-ts decoders read from a buffer's start. */
function exact(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
}
