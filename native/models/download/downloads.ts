import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Download, DownloadSettings } from "../../api/downloads.ts";
import { HearthError } from "../../api/errors.ts";
import type { WayOut } from "../../engine/gguf/remote/way-out.ts";
import { createChannel } from "../../timeline/channel.ts";
import { clearTakingFolders } from "../local/taking-folder.ts";
import { proxyAddress } from "./dispatcher.ts";
import type { DownloadsOptions } from "./downloads-options.ts";
import { checkMirrors } from "./mirrors.ts";
import { createDiskWatch, roomFor, stillFacts, waitsForRoom } from "./queue/disk-watch.ts";
import { openDownloadBook } from "./queue/download-book.ts";
import { createDownloadList } from "./queue/download-list.ts";
import {
  bytesToCome,
  type DownloadEvent,
  isOver,
  nextRecord,
  whoseTurn,
} from "./queue/download-machine.ts";
import { type DownloadRecord, toDownload } from "./queue/download-record.ts";
import { jobOf } from "./queue/job-of.ts";
import { asFailure, type LiveRun, startRun } from "./queue/live-run.ts";
import { createLiveRuns } from "./queue/live-runs.ts";
import { createNetworkPath } from "./queue/network-path.ts";
import { createSpeedLimit } from "./speed/speed-limit.ts";
import { createSteadyClock } from "./speed/steady-clock.ts";
import { freeBytes, needSpace } from "./store/free-space.ts";

/** Fetching model files, over restarts: a queue, and what runs of it. */
export interface Downloads {
  list(): readonly Download[];
  /** The same; undefined while the list cannot be read, and nobody knows what belongs to a download. */
  known(): readonly Download[] | undefined;
  /** The list now, and at each change, at most four times a second. */
  watch(signal?: AbortSignal): AsyncGenerator<Download[], void, void>;
  /** Throws MODEL_NOT_FOUND or DISK_FULL, and as all that follow DATA_FOLDER_UNWRITABLE while the list cannot be read. */
  start(fileId: string): Promise<Download>;
  /** These throw NOT_FOUND for an id that is not in the list. */
  pause(id: string): Promise<Download>;
  resume(id: string): Promise<Download>;
  cancel(id: string): Promise<readonly Download[]>;
  settings(): DownloadSettings;
  /** Throws BAD_INPUT for a proxy or mirror that cannot be one. */
  saveSettings(settings: DownloadSettings): DownloadSettings;
  /** The way to the network that downloads take, for others who ask the same hosts. */
  readonly network: WayOut;
  close(): Promise<void>;
}

const STALL_MILLIS = 20_000;
const DISK_POLL_MILLIS = 15_000;
const TELL_MILLIS = 250;

/** The downloads of one models folder; what ran when the node ended, in whatever way, goes on. */
export function createDownloads(options: DownloadsOptions): Downloads {
  const { modelsFolder, store, findFile, now = Date.now, free = freeBytes } = options;
  const partials = join(modelsFolder, "partials");
  const book = openDownloadBook(createDownloadList(modelsFolder));
  const { records, settings } = book;
  const live = createLiveRuns();
  const changes = createChannel<Download[]>();
  const network = createNetworkPath({ settings });
  const clock = createSteadyClock(now);
  const limit = createSpeedLimit(() => settings().bytesPerSecond, clock.now);
  let telling: NodeJS.Timeout | undefined;
  let isClosed = false;

  const shown = (record: DownloadRecord): Download =>
    toDownload(
      record,
      live.facts(record.id) ?? stillFacts(record, records(), diskWatch.nextLook()),
    );
  const list = (): Download[] => records().map(shown);
  const tellSoon = (): void => {
    telling ??= setTimeout(() => {
      telling = undefined;
      changes.publish(list());
    }, TELL_MILLIS);
  };
  const find = (id: string): DownloadRecord => {
    const record = records().find((each) => each.id === id);
    if (record === undefined) throw new HearthError("NOT_FOUND", { what: "That download" });
    return record;
  };
  const view = (id: string): Download => shown(find(id));

  const tellEnd = (record: DownloadRecord): void => {
    try {
      options.onEnd?.(toDownload(record));
    } catch (error) {
      // Who listens may fail; the next in the queue begins all the same.
      console.error(error);
    }
  };
  const happen = (id: string, event: DownloadEvent): void => {
    const before = records().find((record) => record.id === id);
    if (before === undefined) return;
    const after = nextRecord(before, event);
    if (after === before) return;
    const changed = records().map((record) => (record.id === id ? after : record));
    // Each save waits for the disk: what is only counted is saved with the next change of another kind.
    const isCount = event.kind === "progress" || event.kind === "repaired";
    if (after.state !== before.state || !isCount) book.note({ records: changed });
    else book.count(changed);
    tellSoon();
    if (after.state !== before.state && isOver(after)) tellEnd(after);
    if (isOver(after) || after.state === "paused") live.forget(id);
    if (after.state !== before.state) schedule();
  };

  const schedule = (): void => {
    if (isClosed) return;
    for (const id of whoseTurn(records(), settings().atOnce)) {
      happen(id, { kind: "begun" });
      try {
        const record = find(id);
        if (record.state === "checking" && !live.has(id)) live.add(id, run(record));
      } catch (error) {
        // An address that is none, in a list that somebody edited: this download's end, and nobody else's.
        happen(id, { kind: "failed", error: asFailure(error, find(id).name), at: now() });
      }
    }
  };

  const run = (record: DownloadRecord): LiveRun => {
    const { id } = record;
    const folder = join(partials, id);
    const job = jobOf(record, folder, settings().mirrors);
    const ports = {
      ...{ way: network, limit, ...clock, random: Math.random },
      connections: () => settings().connections,
      needSpace: (bytes: number) => needSpace(modelsFolder, bytes, free),
      stallMillis: options.stallMillis ?? STALL_MILLIS,
      ...(options.chunkBytes === undefined ? {} : { chunkBytes: options.chunkBytes }),
    };
    const finish = async ({ path, sha256 }: { path: string; sha256: string }): Promise<string> => {
      const given = await store.adopt(path, sha256, record.file);
      await rm(folder, { recursive: true, force: true });
      return given;
    };
    return startRun(job, ports, finish, (event) => happen(id, event));
  };

  // What is here already, from a run that ended before naming or under another name, needs no fetching.
  const takeFromStore = async (record: DownloadRecord, sha256: string): Promise<boolean> => {
    if (!(await store.has(sha256))) return false;
    const given = await store.giveName(sha256, record.file);
    happen(record.id, { kind: "named", file: given, at: now() });
    return true;
  };

  const stillHere = async (fileId: string): Promise<Download | undefined> => {
    const done = records().find((record) => record.fileId === fileId);
    if (done?.sha256 === undefined || !(await store.has(done.sha256))) return undefined;
    await store.giveName(done.sha256, done.file);
    return view(done.id);
  };

  const lookForRoom = (): void => {
    tryAgain();
    const waiting = (): readonly DownloadRecord[] => records().filter(waitsForRoom);
    if (waiting().length > 0) tellSoon();
    for (const record of waiting())
      needSpace(modelsFolder, roomFor(record), free).then(
        () => {
          // A person may have paused it meanwhile.
          if (waiting().some(({ id }) => id === record.id)) happen(record.id, { kind: "resumed" });
        },
        () => undefined,
      );
  };
  const diskWatch = createDiskWatch(options.diskPollMillis ?? DISK_POLL_MILLIS, now, lookForRoom);

  // Begun before anybody can ask for one.
  const cleared = clearTakingFolders(modelsFolder);
  const begin = async (): Promise<void> => {
    await cleared.catch(() => undefined);
    for (const record of records()) {
      if (record.state === "waiting" && record.sha256 !== undefined)
        await takeFromStore(record, record.sha256).catch(() => false);
    }
    // Only what is known to be over: a folder that the list does not know may be of a list that was lost, and is the Doctor's to show.
    for (const { id, state } of records())
      if (state === "done") await rm(join(partials, id), { recursive: true, force: true });
    await store.sweep();
    schedule();
  };
  let begun = begin().catch(() => schedule());
  const tryAgain = (): void => {
    if (!book.reopen()) return;
    begun = begin().catch(() => schedule());
    tellSoon();
  };
  /** Throws DATA_FOLDER_UNWRITABLE while the list cannot be read. */
  const ready = async (): Promise<void> => {
    tryAgain();
    const trouble = book.trouble();
    if (trouble !== undefined) throw trouble;
    await begun;
  };
  const unread = book.trouble();
  if (unread !== undefined) options.onTrouble?.(unread);

  const startNew = async (fileId: string): Promise<Download> => {
    const found = await findFile(fileId);
    const record: DownloadRecord = {
      ...{ id: randomUUID(), fileId, name: found.name, file: found.file, url: found.url },
      ...{ state: "waiting", doneBytes: 0, repaired: 0, startedAt: now(), anew: false },
      ...{ sizeBytes: found.sizeBytes, expected: found.sha256 !== undefined },
      ...(found.sizeExact && found.sizeBytes > 0
        ? { exactBytes: found.sizeBytes, totalBytes: found.sizeBytes }
        : {}),
      ...(found.sha256 === undefined ? {} : { wanted: found.sha256, sha256: found.sha256 }),
      ...(found.parts && { parts: [...found.parts] }),
      ...(found.partBytes && { largestPart: Math.max(...found.partBytes) }),
    };
    const isHere = found.sha256 !== undefined && (await store.has(found.sha256));
    if (!isHere) await needSpace(modelsFolder, bytesToCome([...records(), record]), free);
    book.keep({ records: [...records().filter((other) => other.fileId !== fileId), record] });
    tellSoon();
    if (isHere && found.sha256 !== undefined) await takeFromStore(record, found.sha256);
    else schedule();
    return view(record.id);
  };

  const starting = new Map<string, Promise<Download>>();
  const startOnce = async (fileId: string): Promise<Download> => {
    await ready();
    const before = records().find((record) => record.fileId === fileId && record.state !== "done");
    if (before === undefined) return (await stillHere(fileId)) ?? startNew(fileId);
    if (before.state === "failed") happen(before.id, { kind: "resumed" });
    return view(before.id);
  };

  return {
    network,
    list,
    known: () => (book.trouble() === undefined ? list() : undefined),
    watch: (signal) => changes.followFrom(list, signal),
    start: (fileId) => {
      // Two clicks are one start: what the first waits for would let the second begin another download of the same file.
      const known = starting.get(fileId);
      if (known !== undefined) return known;
      const started = startOnce(fileId).finally(() => starting.delete(fileId));
      starting.set(fileId, started);
      return started;
    },
    pause: async (id) => {
      await ready();
      find(id);
      await live.stop(id, "paused");
      find(id);
      happen(id, { kind: "paused" });
      return view(id);
    },
    resume: async (id) => {
      await ready();
      find(id);
      happen(id, { kind: "resumed" });
      return view(id);
    },
    cancel: async (id) => {
      await ready();
      find(id);
      await live.stop(id, "cancelled");
      // On a full disk the list is written once what was fetched has made room.
      book.note({ records: records().filter((record) => record.id !== id) });
      await rm(join(partials, id), { recursive: true, force: true });
      book.save();
      tellSoon();
      schedule();
      return list();
    },
    settings,
    saveSettings: (wanted) => {
      if (wanted.proxy !== undefined) proxyAddress(wanted.proxy);
      checkMirrors(wanted.mirrors);
      book.keep({ settings: wanted });
      schedule();
      return settings();
    },
    close: async () => {
      isClosed = true;
      book.note({});
      diskWatch.close();
      clearTimeout(telling);
      await begun;
      await live.stopAll("closing");
      await network.close();
    },
  };
}
