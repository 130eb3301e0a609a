import { HearthError, toHearthError } from "../../../api/errors.ts";
import { type PartsJob, runParts } from "../../join/parts-run.ts";
import { runDownload } from "../run/download-run.ts";
import type { DownloadJob, FetchedFile, RunPorts, RunProgress } from "../run/job.ts";
import { createSpeedMeter } from "../speed/speed-meter.ts";
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

/**
 * Runs a download and tells what happens to it as events. `finish` gives the whole file its name. A run that was stopped tells
 * nothing any more: who stopped it knows.
 */
export function startRun(
  job: DownloadJob | PartsJob,
  ports: Omit<RunPorts, "onProgress" | "onBytes">,
  finish: (fetched: FetchedFile) => Promise<string>,
  tell: (event: DownloadEvent) => void,
): LiveRun {
  const stop = new AbortController();
  const meter = createSpeedMeter(ports.now);
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
      tell({ kind: "named", file: await finish(fetched), at: ports.now() });
    } catch (error) {
      // Whatever an abort broke on its way: who stopped it knows.
      if (stop.signal.aborted) return;
      tell({ kind: "failed", error: asFailure(error, job.file), at: ports.now() });
    }
  };
  const ended = work();
  return {
    facts: () => ({
      bytesPerSecond: meter.perSecond(),
      connections: last?.connections ?? 0,
      ...(last?.waiting === undefined
        ? {}
        : { waitingFor: last.waiting.reason, retryAt: Math.round(last.waiting.until) }),
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
