import { HearthError } from "../../../api/errors.ts";
import { type ChunkDigest, createChunkDigest } from "../chunks/chunk-digest.ts";
import { chunkRange } from "../chunks/chunk-plan.ts";
import { FetchProblem } from "../requests/problem.ts";
import { requestRange } from "../requests/ranged-request.ts";
import { waitOut } from "../speed/speed-limit.ts";
import { believeAt, ifRangeOf, type Workbench } from "./workbench.ts";

/** When so many chunks from the beginning all differ, it is another file and not a damaged one. */
const ALL_DIFFER = 3;

/** The file is what it should be; or the source at `address` has another file than the others, and nothing of it is of use. */
export type Repair =
  | { readonly kind: "mended" }
  | { readonly kind: "liar"; readonly address: string };

/**
 * All chunks are here, each as it came, and yet the whole is not what it should be: somewhere on the way a chunk was damaged.
 * Fetches chunk after chunk again, from another source where there is one, keeps those that agree and puts the others in their
 * place. `whole` works out the file's digest anew: after the first that was put in place, after as many again as before, and at
 * the end, so that reading a large file costs less than fetching it. Where the first chunks all differ from those of another source,
 * it is that source's word against the first one's: the first one's led to a wrong digest. Throws MODEL_DAMAGED when nothing helps,
 * else as fetchChunk does.
 */
export async function repairFile(
  bench: Workbench,
  found: string,
  wanted: string,
  whole: () => Promise<string>,
  signal: AbortSignal,
): Promise<Repair> {
  const { plan, arrived, job } = bench;
  const digest = await createChunkDigest();
  let sha256 = found;
  let differing = 0;
  let checked = 0;
  for (let index = 0; index < plan.count; index += 1) {
    const before = arrived.get(index);
    const again = await fetchAgain(bench, index, before?.address, digest, signal);
    bench.onProgress();
    if (again.digest !== before?.digest) {
      differing += 1;
      if (differing === ALL_DIFFER && index === ALL_DIFFER - 1) {
        const liar = before?.address;
        if (liar === undefined || liar === again.address) break;
        return { kind: "liar", address: liar };
      }
      await bench.file.write(Buffer.concat(again.pieces), chunkRange(plan.layout, index).start);
      const chunk = { digest: again.digest, address: again.address };
      bench.journal.append({ kind: "chunk", index, ...chunk });
      arrived.set(index, chunk);
      bench.onRepair();
    }
    const isLast = index === plan.count - 1;
    if (differing < (isLast ? checked + 1 : Math.max(1, checked * 2))) continue;
    checked = differing;
    sha256 = await whole();
    if (sha256 === wanted) return { kind: "mended" };
  }
  const reason = `its SHA-256 is ${sha256}, not ${wanted}`;
  throw new HearthError("MODEL_DAMAGED", { file: job.file, reason });
}

interface Again {
  readonly digest: string;
  readonly pieces: readonly Buffer[];
  readonly address: string;
}

async function fetchAgain(
  bench: Workbench,
  index: number,
  avoid: string | undefined,
  digest: ChunkDigest,
  signal: AbortSignal,
): Promise<Again> {
  const { ports, sources } = bench;
  const asked = chunkRange(bench.plan.layout, index);
  for (;;) {
    const source = await sources.ready(signal, avoid);
    const askedAt = ports.now();
    const pieces: Buffer[] = [];
    digest.begin();
    try {
      await requestRange(ports.way, {
        ...asked,
        address: source.address,
        shortcut: source.shortcut,
        ifRange: ifRangeOf(source),
        signal,
        stallMillis: ports.stallMillis,
        onHead: (head) => {
          const answer = believeAt(bench, source, head, asked);
          if (!answer.ranged || answer.end !== asked.end)
            throw new FetchProblem("refused", "it gives no single chunks");
          return answer;
        },
        onBytes: (bytes) => {
          ports.onBytes(bytes.length);
          digest.add(bytes);
          pieces.push(bytes);
          const wait = ports.limit.passed(bytes.length);
          return wait === 0 ? undefined : waitOut(ports.limit, wait, signal);
        },
      });
      sources.worked(source);
      return { digest: digest.end(), pieces, address: source.address };
    } catch (error) {
      if (signal.aborted || !(error instanceof FetchProblem)) throw error;
      sources.failed(source, error, askedAt);
    }
  }
}
