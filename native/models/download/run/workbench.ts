import type { ChunkPlan } from "../chunks/chunk-plan.ts";
import type { Journal } from "../chunks/journal.ts";
import type { ArrivedChunk } from "../chunks/journal-lines.ts";
import type { OrderedHash } from "../chunks/ordered-hash.ts";
import type { PartialFile } from "../chunks/partial-file.ts";
import type { AskedPiece } from "../requests/answer.ts";
import type { AnswerHead } from "../requests/ranged-request.ts";
import { believe, type FileFacts, type FittingAnswer } from "./believe.ts";
import type { DownloadJob, RunPorts } from "./job.ts";
import type { Source, Sources } from "./sources.ts";

/** All that the connections of one run share. */
export interface Workbench {
  readonly job: DownloadJob;
  readonly ports: RunPorts;
  readonly sources: Sources;
  readonly facts: FileFacts;
  readonly plan: ChunkPlan;
  readonly file: PartialFile;
  readonly journal: Journal;
  /** The chunks that are here, with their digest at arrival. */
  readonly arrived: Map<number, ArrivedChunk>;
  readonly hash: OrderedHash;
  /** Bytes of chunks that are not whole yet, by connection. */
  readonly flying: Map<object, number>;
  /** A chunk was cut off or damaged. */
  readonly onRepair: () => void;
  readonly onProgress: () => void;
}

/** Books a chunk whose bytes the system has: the journal first, then everybody else. */
export function bookChunk(bench: Workbench, index: number, chunk: ArrivedChunk): void {
  bench.journal.append({ kind: "chunk", index, ...chunk });
  bench.arrived.set(index, chunk);
  bench.plan.finish(index);
  bench.hash.add({ index, digest: chunk.digest });
}

/** Checks an answer as believe() does; a source that speaks for the first time is written down with its version mark. */
export function believeAt(
  { facts, ports, journal }: Workbench,
  source: Source,
  head: AnswerHead,
  asked: AskedPiece,
): FittingAnswer {
  const isNew = source.known === undefined;
  const answer = believe(source, head, asked, facts, ports.now());
  if (isNew) journal.append({ kind: "source", address: source.address, ...answer.validator });
  return answer;
}

/** The condition that the next piece of this source still belongs to the version that it began with. */
export function ifRangeOf({ known }: Source): string | undefined {
  return known?.validator.etag ?? known?.validator.modified;
}
