import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { HearthError } from "../../../api/errors.ts";
import type { LoadRecord, RunShape } from "../../../api/models.ts";
import { type OpenedStore, openStore } from "../../../store/database.ts";
import type { Migration } from "../../../store/migrations.ts";
import type { LoadPlace, SeenLoad } from "./learned-padding.ts";

/** A load with when it was and what the model is called here. */
export interface KeptLoad extends SeenLoad {
  readonly time: number;
  readonly model: string;
}

/** How fast a model wrote or read here: tokens over seconds of one request that ran alone. */
export interface SeenSpeed extends LoadPlace {
  readonly sha256: string;
  readonly kind: "decode" | "prefill";
  readonly tokensPerSecond: number;
  readonly time: number;
}

/** How fast a model wrote several answers side by side here, all together. */
export interface SeenStreamSpeed extends LoadPlace {
  readonly sha256: string;
  readonly streams: number;
  readonly tokensPerSecond: number;
  readonly time: number;
}

/** What this computer was measured at. */
export interface MachineStore {
  addLoad(load: KeptLoad): void;
  /** The newest first. */
  loads(): readonly KeptLoad[];
  addSpeed(speed: SeenSpeed): void;
  /** The newest first, of one model on one place. */
  speeds(sha256: string, place: LoadPlace): readonly SeenSpeed[];
  addStreams(speed: SeenStreamSpeed): void;
  /** The newest first, of one model on one place. */
  streams(sha256: string, place: LoadPlace): readonly SeenStreamSpeed[];
  /** What was kept of the head of the file at this address. */
  head(url: string): unknown;
  keepHead(url: string, head: unknown): void;
  close(): void;
}

/** Heads are kept in this form; one that was kept in another is read anew. */
const HEAD_FORM = 1;

/** Loads and speeds beyond these, the oldest of all and of a model's kind on a place, are forgotten. */
const MOST_LOADS = 1000;
const MOST_SPEEDS = 64;

const migrations: readonly Migration[] = [
  {
    name: "loads and speeds",
    sql: `
      CREATE TABLE model_load (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        model TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        device TEXT NOT NULL,
        driver TEXT NOT NULL,
        backend TEXT NOT NULL,
        context_size INTEGER NOT NULL,
        sequences INTEGER NOT NULL,
        cache_type TEXT NOT NULL CHECK (cache_type IN ('f16', 'q8_0', 'q4_0')),
        predicted_low INTEGER NOT NULL,
        predicted_high INTEGER NOT NULL,
        actual INTEGER NOT NULL CHECK (actual >= 0)
      ) STRICT;
      CREATE TABLE model_speed (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        device TEXT NOT NULL,
        driver TEXT NOT NULL,
        backend TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('decode', 'prefill')),
        tokens_per_second REAL NOT NULL CHECK (tokens_per_second > 0)
      ) STRICT;
      CREATE INDEX model_speed_of ON model_speed (sha256, device, driver, backend, kind);
    `,
  },
  {
    name: "heads of files on servers",
    sql: `
      CREATE TABLE model_head (
        url TEXT PRIMARY KEY,
        form INTEGER NOT NULL,
        head TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    name: "speeds of several answers at once",
    sql: `
      CREATE TABLE model_streams (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        device TEXT NOT NULL,
        driver TEXT NOT NULL,
        backend TEXT NOT NULL,
        streams INTEGER NOT NULL CHECK (streams > 1),
        tokens_per_second REAL NOT NULL CHECK (tokens_per_second > 0)
      ) STRICT;
      CREATE INDEX model_streams_of ON model_streams (sha256, device, driver, backend);
    `,
  },
];

/**
 * `machine.sqlite` of the data folder: a file of its own, since a computer is the same on every network, and SQLite, since each
 * row is written by itself at the moment that it is known. A damaged file is put aside and a new one begun. One that the system does
 * not give, or that a newer program wrote, is left as it is: `onTrouble` hears why, and what is measured lives until the node ends.
 */
export function openMachineStore(
  dataFolder: string,
  onTrouble: (error: HearthError) => void = console.error,
): MachineStore {
  const store = openOrRemember(join(dataFolder, "machine.sqlite"), onTrouble);
  return { ...machineTables(store.database), close: store.close };
}

function openOrRemember(file: string, onTrouble: (error: HearthError) => void): OpenedStore {
  try {
    return openStore(file, migrations);
  } catch (error) {
    if (!(error instanceof HearthError)) throw error;
    // What was learned makes estimates better; without it a node does all that it does on its first day.
    onTrouble(error);
    return openStore(":memory:", migrations);
  }
}

/** One model on one place: its parameters are those of `ofModel`. */
const OF_MODEL = "sha256 = ? AND device = ? AND driver = ? AND backend = ?";
/** What the measurements of every kind have, under the names of `SeenSpeed`. */
const PLACED = "time, sha256, device, driver, backend, tokens_per_second AS tokensPerSecond";

function machineTables(database: DatabaseSync): Omit<MachineStore, "close"> {
  const insertLoad = database.prepare(`
    INSERT INTO model_load (time, model, sha256, device, driver, backend, context_size, sequences, cache_type,
      predicted_low, predicted_high, actual)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const trimLoads = database.prepare(
    "DELETE FROM model_load WHERE id <= (SELECT max(id) FROM model_load) - ?",
  );
  const selectLoads = database.prepare("SELECT * FROM model_load ORDER BY id DESC");
  const insertSpeed = database.prepare(`
    INSERT INTO model_speed (time, sha256, device, driver, backend, kind, tokens_per_second)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const trimSpeeds = database.prepare(`
    DELETE FROM model_speed WHERE id IN (
      SELECT id FROM model_speed WHERE ${OF_MODEL} AND kind = ?
      ORDER BY id DESC LIMIT -1 OFFSET ?)`);
  const insertStreams = database.prepare(`
    INSERT INTO model_streams (time, sha256, device, driver, backend, streams, tokens_per_second)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const trimStreams = database.prepare(`
    DELETE FROM model_streams WHERE id IN (
      SELECT id FROM model_streams WHERE ${OF_MODEL}
      ORDER BY id DESC LIMIT -1 OFFSET ?)`);
  const selectStreams = database.prepare(`
    SELECT ${PLACED}, streams FROM model_streams WHERE ${OF_MODEL} ORDER BY id DESC`);
  const upsertHead = database.prepare(`
    INSERT INTO model_head (url, form, head) VALUES (?, ?, ?)
    ON CONFLICT (url) DO UPDATE SET form = excluded.form, head = excluded.head`);
  const selectHead = database.prepare("SELECT head FROM model_head WHERE url = ? AND form = ?");
  const selectSpeeds = database.prepare(`
    SELECT ${PLACED}, kind FROM model_speed WHERE ${OF_MODEL} ORDER BY id DESC`);

  return {
    addLoad: ({ time, model, sha256, device, driver, backend, run, predicted, actualBytes }) => {
      insertLoad.run(
        ...[time, model, sha256, device, driver, backend],
        ...[run.contextSize, run.sequences, run.cacheType],
        ...[predicted.low, predicted.high, actualBytes].map(Math.round),
      );
      trimLoads.run(MOST_LOADS);
    },
    loads: () => (selectLoads.all() as unknown as readonly LoadRow[]).map(toLoad),
    addSpeed: ({ time, sha256, device, driver, backend, kind, tokensPerSecond }) => {
      insertSpeed.run(time, sha256, device, driver, backend, kind, tokensPerSecond);
      trimSpeeds.run(sha256, device, driver, backend, kind, MOST_SPEEDS);
    },
    addStreams: ({ time, sha256, device, driver, backend, streams, tokensPerSecond }) => {
      insertStreams.run(time, sha256, device, driver, backend, streams, tokensPerSecond);
      trimStreams.run(sha256, device, driver, backend, MOST_SPEEDS);
    },
    streams: (sha256, place) =>
      selectStreams.all(...ofModel(sha256, place)) as unknown as readonly SeenStreamSpeed[],
    head: (url) => {
      const row = selectHead.get(url, HEAD_FORM) as { head: string } | undefined;
      return row === undefined ? undefined : JSON.parse(row.head);
    },
    keepHead: (url, head) => {
      upsertHead.run(url, HEAD_FORM, JSON.stringify(head));
    },
    speeds: (sha256, place) =>
      selectSpeeds.all(...ofModel(sha256, place)) as unknown as readonly SeenSpeed[],
  };
}

function ofModel(sha256: string, { device, driver, backend }: LoadPlace): readonly string[] {
  return [sha256, device, driver, backend];
}

interface LoadRow extends LoadPlace {
  readonly time: number;
  readonly model: string;
  readonly sha256: string;
  readonly context_size: number;
  readonly sequences: number;
  readonly cache_type: RunShape["cacheType"];
  readonly predicted_low: number;
  readonly predicted_high: number;
  readonly actual: number;
}

function toLoad(row: LoadRow): KeptLoad {
  const { time, model, sha256, device, driver, backend, sequences } = row;
  return {
    ...{ time, model, sha256, device, driver, backend },
    run: { contextSize: row.context_size, sequences, cacheType: row.cache_type },
    predicted: { low: row.predicted_low, high: row.predicted_high },
    actualBytes: row.actual,
  };
}

/** A load as the contract shows it. */
export function toLoadRecord({ sha256: _digest, ...load }: KeptLoad): LoadRecord {
  return load;
}
