import { statSync } from "node:fs";
import type { Journal } from "../chunks/journal.ts";
import type { JournalFile } from "../chunks/journal-lines.ts";
import type { DownloadJob, RunPorts, RunProgress } from "./job.ts";
import { createSources, type Sources } from "./sources.ts";

/** The SHA-256 in what makes bytes parts of one file; undefined where it is told by something else. */
export function digestIn(identity: string): string | undefined {
  return identity.startsWith("sha256:") ? identity.slice("sha256:".length) : undefined;
}

/** The journal's file, where its bytes are there as well and nothing speaks against going on with them. */
export function keptBefore(
  path: string,
  { state }: Pick<Journal, "state">,
  job: DownloadJob,
): JournalFile | undefined {
  const { file } = state;
  if (file === undefined || file.identity === "") return undefined;
  const told = digestIn(file.identity);
  if (job.sha256 !== undefined && told !== job.sha256) return undefined;
  try {
    return statSync(path).size === file.total ? file : undefined;
  } catch {
    return undefined;
  }
}

/** How far a run is before any server answered. */
export function atFirst(
  job: DownloadJob,
  before: JournalFile | undefined,
  { state }: Pick<Journal, "state">,
): RunProgress {
  const total = before?.total ?? job.exactBytes;
  return {
    ...{ phase: "checking", connections: 0, repaired: 0, expected: job.sha256 !== undefined },
    ...(total === undefined ? {} : { totalBytes: total }),
    doneBytes: Math.min(before?.total ?? 0, state.chunks.size * (before?.chunkBytes ?? 0)),
  };
}

/** A download's sources, each with what it said of its version before. */
export function sourcesOf(
  job: DownloadJob,
  { now, random }: Pick<RunPorts, "now" | "random">,
  journal: Pick<Journal, "state">,
  before: JournalFile | undefined,
  told: Pick<Parameters<typeof createSources>[0], "underway" | "onWait">,
): Sources {
  const addresses = inOrder(job.addresses, journal);
  const sources = createSources({ file: job.file, addresses, now, random, ...told });
  remember(sources, journal, before);
  return sources;
}

/** Sources that gave bytes before come first: another may have another version. */
function inOrder(
  addresses: readonly string[],
  { state }: Pick<Journal, "state">,
): readonly string[] {
  const isKnown = (address: string): boolean => state.sources.has(address);
  return [...addresses.filter(isKnown), ...addresses.filter((address) => !isKnown(address))];
}

function remember(
  sources: Sources,
  { state }: Pick<Journal, "state">,
  before: JournalFile | undefined,
): void {
  if (before === undefined) return;
  for (const source of sources.all) {
    const said = state.sources.get(source.address);
    if (said === undefined) continue;
    const { etag, modified } = said;
    const validator = {
      ...(etag === undefined ? {} : { etag }),
      ...(modified === undefined ? {} : { modified }),
    };
    source.known = { total: before.total, validator };
  }
}
