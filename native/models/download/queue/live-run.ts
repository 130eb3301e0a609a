import { HearthError, toHearthError } from "../../../api/errors.ts";
import { type PartsJob, runParts } from "../../join/parts-run.ts";
import { runDownload } from "../run/download-run.ts";
import type { DownloadJob, FetchedFile, RunPorts, RunProgress } from "../run/job.ts";
import { createSpeedMeter } from "../speed/speed-meter.ts";
import type { SteadyClock } from "../speed/steady-clock.ts";
import type { DownloadEvent } from "./download-machine.ts";
import type { LiveFacts } from "./download-record.ts";

/** How a run was ended from outside. */
export type Stop = "paused" | "cancelled" | "closing";

/** One download that runs. */
export interface LiveRun {
  facts(): LiveFacts;
  /** Ends it; resolves when nothing of it writes any more. */
  stop(why: Stop): Promise<void>;
}

/** What a run needs of the world, and how its moments are written for others. */
export interface LivePorts extends Omit<RunPorts, "onProgress" | "onBytes"> {
  readonly wall: SteadyClock["wall"];
}

/** A speed limit that lets something through within this is at work, and not waited for. */
const LIMIT_MILLIS = 1_000;

/**
 * Runs a download and tells what happens to it as events. `finish` gives the whole file its name. A run that was stopped tells
 * nothing any more: who stopped it knows.
 */
export function startRun(
  job: DownloadJob | PartsJob,
  ports: LivePorts,
  finish: (fetched: FetchedFile) => Promise<string>,
  tell: (event: DownloadEvent) => void,
): LiveRun {
  const stop = new AbortController();
  const { now, wall, limit } = ports;
  const meter = createSpeedMeter(now);
  let last: RunProgress | undefined;
  const onProgress = (progress: RunProgress): void => {
    if (stop.signal.aborted) return;
    const more = progress.repaired - (last?.repaired ?? 0);
    last = progress;
    const { phase, doneBytes, totalBytes, expected } = progress;
    if (more > 0) tell({ kind: "repaired", chunks: more });
    tell({
      ...{ kind: "progress", phase, doneBytes, expected },
      ...(totalBytes === undefined ? {} : { totalBytes }),
    });
  };
  const work = async (): Promise<void> => {
    try {
      const own = { ...ports, onProgress, onBytes: (bytes: number) => meter.add(bytes) };
      const fetched = await ("parts" in job
        ? runParts(job, own, stop.signal)
        : runDownload(job, own, stop.signal));
      const { sha256, totalBytes } = fetched;
      tell({ kind: "fetched", sha256, totalBytes });
      tell({ kind: "named", file: await finish(fetched), at: wall(now()) });
    } catch (error) {
      // Whatever an abort broke on its way: who stopped it knows.
      if (stop.signal.aborted) return;
      tell({ kind: "failed", error: asFailure(error, job.file), at: wall(now()) });
    }
  };
  const waits = (progress: RunProgress | undefined, due: number): Partial<LiveFacts> => {
    if (progress?.waiting !== undefined) {
      const { reason, until, failure } = progress.waiting;
      const told = failure && { lastFailure: { ...failure, at: wall(failure.at) } };
      return { waitingFor: reason, retryAt: wall(until), ...told };
    }
    const isHeld = progress?.phase === "running" && due > LIMIT_MILLIS;
    return isHeld ? { waitingFor: "limit", retryAt: wall(now() + due) } : {};
  };
  const ended = work();
  return {
    facts: () => ({
      bytesPerSecond: meter.perSecond(),
      connections: last?.connections ?? 0,
      ...(last?.joinedBytes === undefined ? {} : { joinedBytes: last.joinedBytes }),
      ...waits(last, limit.due()),
    }),
    stop: async (why) => {
      stop.abort(new Error(why));
      await ended;
    },
  };
}

/** What is no failure of a known kind is told with its words, and is not lost in INTERNAL: the download can be resumed. */
export function asFailure(error: unknown, file: string): HearthError {
  const known = toHearthError(error);
  if (known.code !== "INTERNAL") return known;
  const reason = String(known.detail.reason ?? "");
  return new HearthError("DOWNLOAD_FAILED", { file, reason }, { cause: error });
}
