import { randomUUID } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { HearthError, reasonOf } from "../api/errors.ts";
import { storageError } from "../store/database.ts";

/** How a local program reaches the running node; kept in the data folder, readable by its owner only. */
export const hostRecord = z.object({
  pid: z.number().int().positive(),
  url: z.url(),
  token: z.string().min(32),
});
export type HostRecord = z.infer<typeof hostRecord>;

const HOST_FILE = "host.json";
const LOCK_FILE = "host.lock";
const SQLITE_BUSY = 5;
/** Who only looks whether the folder is held locks it for an instant; a start waits that out. */
const LOOK_MILLIS = 250;

/** The folder to use: the flag, else HEARTH_HOME, else ~/.hearth. */
export function chooseDataFolder(
  flag: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  return resolve(flag ?? environment.HEARTH_HOME ?? join(homedir(), ".hearth"));
}

/** A data folder that this process alone uses until `release()`. */
export interface HeldFolder {
  readonly path: string;
  publish(record: HostRecord): void;
  release(): void;
}

/**
 * Makes the folder where needed and takes it for this process. The lock is SQLite's own file lock, which the system drops
 * when the process dies in any way, so a crash never leaves the folder locked.
 * Throws DATA_FOLDER_IN_USE, DATA_FOLDER_UNWRITABLE or DISK_FULL.
 */
export function holdDataFolder(path: string): HeldFolder {
  prepare(path);
  const lock = takeLock(path);
  const hostFile = join(path, HOST_FILE);
  return {
    path,
    publish: (record) => {
      const partial = `${hostFile}.partial`;
      // A file or link that lay there would keep its own mode, or lead elsewhere.
      rmSync(partial, { force: true });
      writeFileSync(partial, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: "wx" });
      renameSync(partial, hostFile);
    },
    release: () => {
      rmSync(hostFile, { force: true });
      lock.close();
    },
  };
}

function prepare(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    // Root may write where the mode forbids it, so only a real write tells about full and read-only disks.
    const probe = join(path, `.write-probe-${randomUUID()}`);
    writeFileSync(probe, "hearth", { flag: "wx" });
    rmSync(probe);
  } catch (error) {
    throw folderError(error, path);
  }
}

function folderError(error: unknown, folder: string): HearthError {
  const reason = reasonOf(error);
  if ((error as NodeJS.ErrnoException).code === "ENOSPC")
    return new HearthError("DISK_FULL", { folder }, { cause: error });
  return new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason }, { cause: error });
}

function takeLock(path: string): DatabaseSync {
  const file = join(path, LOCK_FILE);
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: LOOK_MILLIS });
    lock.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    chmodSync(file, 0o600);
    return lock;
  } catch (error) {
    lock?.close();
    if (isBusy(error)) {
      throw new HearthError(
        "DATA_FOLDER_IN_USE",
        { folder: path, pid: readHostRecord(path)?.pid ?? "unknown" },
        { cause: error },
      );
    }
    throw storageError(error, path) ?? folderError(error, path);
  }
}

function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;
}

/**
 * The record of the node that holds `path` now; undefined where none does. One that was killed leaves its record behind, and
 * whatever listens at its address by then must not be trusted with a password.
 */
export function runningHost(path: string): HostRecord | undefined {
  return isHeld(path) ? readHostRecord(path) : undefined;
}

function isHeld(path: string): boolean {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(path, LOCK_FILE), { readOnly: true });
    lock.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    lock?.close();
  }
}

/** The record that a node, running or not, left in `path`; undefined where there is none or it cannot be read. */
export function readHostRecord(path: string): HostRecord | undefined {
  try {
    const parsed = hostRecord.safeParse(JSON.parse(readFileSync(join(path, HOST_FILE), "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
