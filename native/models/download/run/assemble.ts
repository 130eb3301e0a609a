import { HearthError } from "../../../api/errors.ts";
import { createChunkDigest } from "../chunks/chunk-digest.ts";
import { type ChunkLayout, createChunkPlan } from "../chunks/chunk-plan.ts";
import { diskError } from "../chunks/disk-error.ts";
import type { Journal } from "../chunks/journal.ts";
import type { ArrivedChunk } from "../chunks/journal-lines.ts";
import { type HashNews, startOrderedHash } from "../chunks/ordered-hash.ts";
import type { PartialFile } from "../chunks/partial-file.ts";
import { FetchProblem } from "../requests/problem.ts";
import { createChunkWriter } from "./chunk-writer.ts";
import { fetchChunk } from "./fetch-chunk.ts";
import { fetchStream } from "./fetch-stream.ts";
import type { DownloadJob, RunPorts, RunProgress } from "./job.ts";
import { repairFile } from "./repair.ts";
import type { Sources, SourceWait } from "./sources.ts";
import { bookChunk, type Workbench } from "./workbench.ts";

/** A file whose size and version are decided, and what of it is here. */
export interface Assembly {
  readonly path: string;
  readonly file: PartialFile;
  readonly journal: Journal;
  readonly job: DownloadJob;
  readonly ports: RunPorts;
  readonly sources: Sources;
  /** False for a server that gives the whole file only, in one stream. */
  readonly ranged: boolean;
  readonly layout: ChunkLayout;
  readonly identity: string | undefined;
  readonly expected?: string;
  readonly arrived: Map<number, ArrivedChunk>;
  readonly signal: AbortSignal;
  readonly onWaitListener: (listener: (wait: SourceWait | undefined) => void) => void;
  /** Chunks fetched again before this try. */
  readonly repaired?: number;
}

const TELL_MILLIS = 100;
/** A chunk that was damaged so often after it had come is no accident of the network. */
const MOST_DAMAGES = 3;

/**
 * Fetches what is missing over as many connections as may be, and hashes in order beside it. Answers the SHA-256 of the whole.
 * Throws as runDownload does.
 */
export async function assemble(assembly: Assembly): Promise<string> {
  const { ports, layout, arrived, sources, expected, job } = assembly;
  const plan = createChunkPlan(layout, arrived.keys());
  const flying = new Map<object, number>();
  const done = Promise.withResolvers<string>();
  // Who fails first decides; those who fail because of it are silent.
  done.promise.catch(() => undefined);
  const stop = new AbortController();
  const signal = AbortSignal.any([assembly.signal, stop.signal]);
  const lanes = new Set<Promise<void>>();
  const damages = new Map<number, number>();
  let repaired = assembly.repaired ?? 0;
  let waiting: SourceWait | undefined;

  let toldAt = Number.NEGATIVE_INFINITY;
  let telling: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(telling);
    telling = undefined;
    toldAt = ports.now();
    const inTheAir = [...flying.values()].reduce((sum, bytes) => sum + bytes, 0);
    const progress: RunProgress = {
      phase: plan.isComplete() ? "checking" : "running",
      totalBytes: layout.total,
      doneBytes: Math.min(layout.total, plan.bytesHere() + inTheAir),
      connections: lanes.size,
      repaired,
      expected: expected !== undefined,
      ...(waiting === undefined ? {} : { waiting }),
    };
    ports.onProgress(progress);
  };
  // Bytes come thousands of times a second; the last ones before a pause are told a little later.
  const onProgress = (): void => {
    if (ports.now() - toldAt >= TELL_MILLIS) tell();
    else telling ??= setTimeout(tell, TELL_MILLIS);
  };
  const onRepair = (): void => {
    repaired += 1;
    tell();
  };
  assembly.onWaitListener((wait) => {
    waiting = wait;
    tell();
  });
  const fail = (error: unknown): void => {
    done.reject(error);
    stop.abort(error);
  };
  const hashAll = (onNews: (news: HashNews) => void) =>
    startOrderedHash(
      { path: assembly.path, ...layout },
      { onNews, onFailure: (error) => fail(diskError(error, assembly.path)) },
    );
  const hash = hashAll((news) => {
    if (news.kind === "sha256") done.resolve(news.sha256);
    if (news.kind !== "damaged" || signal.aborted) return;
    try {
      onDamaged(news.index);
    } catch (error) {
      fail(error);
    }
  });
  const bench: Workbench = {
    ...{ job, ports, sources, plan, arrived, hash, flying, onRepair, onProgress },
    file: assembly.file,
    journal: assembly.journal,
    facts: {
      sha256: expected,
      exactBytes: job.exactBytes,
      decided: { total: layout.total, identity: assembly.identity },
    },
  };
  const onDamaged = (index: number): void => {
    const times = (damages.get(index) ?? 0) + 1;
    damages.set(index, times);
    if (times >= MOST_DAMAGES) {
      const reason = "the disk gives back other bytes than were written";
      fail(diskError(new Error(reason), assembly.path));
      return;
    }
    repaired += 1;
    assembly.journal.append({ kind: "drop", index });
    arrived.delete(index);
    plan.giveBack(index);
    fill();
  };
  const allowed = (): number => {
    if (!assembly.ranged) return 1;
    return Math.max(1, ports.connections() >> Math.min(sources.crowding(), 4));
  };
  const lane = async (first: number | undefined): Promise<void> => {
    const writer = createChunkWriter(assembly.file, await createChunkDigest());
    try {
      if (!assembly.ranged) return await fetchStream(bench, writer, signal);
      for (let index = first; index !== undefined && !signal.aborted; ) {
        const chunk = await fetchChunk(bench, index, writer, signal);
        flying.delete(writer);
        bookChunk(bench, index, chunk);
        index = lanes.size <= allowed() ? plan.takeNext() : undefined;
        fill();
      }
    } finally {
      flying.delete(writer);
      await writer.settle();
    }
  };
  const fill = (): void => {
    while (!signal.aborted && plan.waiting() > 0 && lanes.size < allowed()) {
      const running: Promise<void> = lane(assembly.ranged ? plan.takeNext() : undefined)
        .catch(fail)
        .finally(() => {
          lanes.delete(running);
          // The last one that left because of a server's limit leaves the rest to nobody.
          if (lanes.size === 0) fill();
        });
      lanes.add(running);
    }
    tell();
  };

  const onAbort = (): void => fail(assembly.signal.reason);
  assembly.signal.addEventListener("abort", onAbort);
  if (assembly.signal.aborted) onAbort();
  let liar: string;
  try {
    for (const [index, { digest }] of arrived) hash.add({ index, digest });
    fill();
    const sha256 = await done.promise;
    if (expected === undefined || sha256 === expected) return sha256;
    if (!assembly.ranged) throw damagedFile(job.file, sha256, expected);
    const whole = () => rehash(hashAll, assembly, signal);
    const repair = await repairFile(bench, sha256, expected, whole, signal);
    if (repair.kind === "mended") return expected;
    liar = repair.address;
  } finally {
    assembly.signal.removeEventListener("abort", onAbort);
    stop.abort();
    await hash.close();
    await Promise.allSettled(lanes);
    clearTimeout(telling);
  }
  const dropped = dropSource(assembly, liar);
  return assemble({ ...assembly, repaired: repaired + dropped });
}

/** Gives up a source and forgets all that came from it; answers how many chunks that were. */
function dropSource({ arrived, journal, sources }: Assembly, address: string): number {
  const reason = "it has another file than the digest says";
  sources.giveUp(address, new FetchProblem("lie", reason));
  journal.append({ kind: "left", address });
  const of = [...arrived].filter(([, chunk]) => chunk.address === address);
  for (const [index] of of) {
    journal.append({ kind: "drop", index });
    arrived.delete(index);
  }
  return of.length;
}

/** The digest of the whole as it lies there now, each chunk compared with what arrived last. A thread that fails aborts the signal. */
async function rehash(
  start: (onNews: (news: HashNews) => void) => ReturnType<typeof startOrderedHash>,
  { arrived, path }: Assembly,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const found = Promise.withResolvers<string>();
  const onAbort = (): void => found.reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  const hash = start((news) => {
    if (news.kind === "sha256") found.resolve(news.sha256);
    if (news.kind === "damaged")
      found.reject(diskError(new Error("the disk gives back other bytes"), path));
  });
  try {
    for (const [index, { digest }] of arrived) hash.add({ index, digest });
    return await found.promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    await hash.close();
  }
}

function damagedFile(file: string, found: string, wanted: string): HearthError {
  const reason = `its SHA-256 is ${found}, not ${wanted}`;
  return new HearthError("MODEL_DAMAGED", { file, reason });
}
