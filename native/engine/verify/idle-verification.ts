import { setTimeout as delay } from "node:timers/promises";
import { HearthError } from "../../api/errors.ts";
import type { ModelFile } from "../engine-port.ts";
import type { VerifiedRecords } from "./verified-record.ts";
import { verifyModel } from "./verify-model.ts";

/** What looking after verified files works with. Times in milliseconds; the defaults are for real use. */
export interface IdleVerificationOptions {
  /** Files in use now. */
  readonly files: () => readonly ModelFile[];
  /** True while nothing is asked of the engine. */
  readonly idle: () => Promise<boolean>;
  readonly records: VerifiedRecords;
  readonly onDamaged: (file: ModelFile, error: HearthError) => void;
  /** How old the last reading of a whole file may be. */
  readonly oldest?: number;
  /** How often is looked whether one is due. */
  readonly every?: number;
  /** How often is looked whether it is still idle while a file is read. */
  readonly recheck?: number;
  readonly now?: () => number;
}

const WEEK = 7 * 24 * 3_600_000;

/**
 * Reads files in use as a whole once a week, while the engine is idle: a sample at each load finds a single damaged chunk only by
 * chance. Work that comes in ends the reading, which begins anew later. The returned function ends it.
 */
export function verifyWhenIdle(options: IdleVerificationOptions): () => Promise<void> {
  const { oldest = WEEK, every = 600_000, recheck = 1000, now = Date.now } = options;
  const closing = new AbortController();
  /** Damage is told once; the next load says it again. */
  const told = new Set<string>();
  const pause = (millis: number, signal: AbortSignal): Promise<unknown> =>
    delay(millis, undefined, { signal, ref: false }).catch(() => {});

  const due = async (file: ModelFile): Promise<boolean> => {
    const known = await options.records.read(file.sha256);
    return known === undefined || now() - known.verifiedAt >= oldest;
  };
  const verify = async (file: ModelFile): Promise<void> => {
    const over = new AbortController();
    const signal = AbortSignal.any([closing.signal, over.signal]);
    const watch = async (): Promise<void> => {
      while (!signal.aborted) {
        await pause(recheck, signal);
        if (!signal.aborted && !(await options.idle().catch(() => false))) over.abort();
      }
    };
    const watching = watch();
    try {
      await verifyModel(file, options.records, signal, { whole: true, now });
    } catch (error) {
      // Whatever else kept it from being read is no damage: the next round looks again.
      if (!(error instanceof HearthError) || error.code !== "MODEL_DAMAGED") return;
      told.add(file.sha256);
      options.onDamaged(file, error);
    } finally {
      over.abort();
      await watching;
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await pause(every, closing.signal);
      for (const file of options.files()) {
        if (closing.signal.aborted || told.has(file.sha256) || !(await due(file))) continue;
        if (!(await options.idle().catch(() => false))) continue;
        await verify(file);
      }
    }
  };
  const ended = run();
  return async () => {
    closing.abort();
    await ended;
  };
}
