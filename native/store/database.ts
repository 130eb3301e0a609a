import { copyFileSync, existsSync, renameSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { HearthError, reasonOf } from "../api/errors.ts";
import { migrations as ledgerMigrations, type Migration } from "./migrations.ts";

/** What opening found: a file from a newer program is refused; a damaged one is set aside and a new one begun. */
export interface OpenedStore {
  readonly database: DatabaseSync;
  /** Where a damaged file was moved, if one was found. */
  readonly setAside?: string;
  close(): void;
}

/**
 * Opens (or creates) the node's one SQLite file and brings it to the newest layout, keeping a copy from before a migration.
 * Throws LEDGER_TOO_NEW, DISK_FULL or DATA_FOLDER_UNWRITABLE.
 */
export function openStore(
  file: string,
  migrations: readonly Migration[] = ledgerMigrations,
): OpenedStore {
  const first = tryOpen(file, migrations);
  if (first.kind === "open")
    return { database: first.database, close: () => first.database.close() };
  // The chain holds every reward, so a fresh ledger can be filled again; the damaged bytes stay for a rescue.
  const setAside = `${file}.damaged-${Date.now()}`;
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
  }
  const second = tryOpen(file, migrations);
  if (second.kind === "damaged") throw new HearthError("LEDGER_DAMAGED", { reason: second.reason });
  return { database: second.database, setAside, close: () => second.database.close() };
}

type Attempt = { kind: "open"; database: DatabaseSync } | { kind: "damaged"; reason: string };

function tryOpen(file: string, migrations: readonly Migration[]): Attempt {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000",
    );
    const check = database.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
    if (check.quick_check !== "ok") throw new DamagedFile(check.quick_check);
    migrate(database, file, migrations);
    return { kind: "open", database };
  } catch (error) {
    database?.close();
    if (error instanceof HearthError) throw error;
    const mapped = storageError(error, file);
    if (mapped) throw mapped;
    if (isDamage(error)) return { kind: "damaged", reason: (error as Error).message };
    throw error;
  }
}

class DamagedFile extends Error {}

function migrate(database: DatabaseSync, file: string, migrations: readonly Migration[]): void {
  const { user_version: version } = database.prepare("PRAGMA user_version").get() as {
    user_version: number;
  };
  if (version > migrations.length) {
    throw new HearthError("LEDGER_TOO_NEW", { found: version, known: migrations.length });
  }
  if (version === migrations.length) return;
  if (version > 0) {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    copyFileSync(file, `${file}.before-${migrations.length}`);
  }
  for (let next = version; next < migrations.length; next += 1) {
    inTransaction(database, () => {
      database.exec(migrations[next]!.sql);
      database.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
}

/** Runs `work` in one transaction: all of it is kept, or none. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite has already rolled back by itself on a full disk.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return error instanceof DamagedFile || code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** A SQLite failure of the disk as the code a person can act on; undefined for any other. */
export function storageError(error: unknown, folder: string): HearthError | undefined {
  const reason = reasonOf(error);
  switch (primaryCode(error)) {
    case SQLITE_FULL:
      return new HearthError("DISK_FULL", { folder }, { cause: error });
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason }, { cause: error });
    default:
      return undefined;
  }
}
