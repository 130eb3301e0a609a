import { FetchProblem } from "../requests/problem.ts";
import { requestRange } from "../requests/ranged-request.ts";
import { believe, type FittingAnswer } from "./believe.ts";
import type { DownloadJob, RunPorts } from "./job.ts";
import type { Sources } from "./sources.ts";

const MAGIC = Buffer.from("GGUF", "latin1");

class Enough extends Error {}

/**
 * Asks the first source that answers for the file's first four bytes: that tells its size, its version, whether pieces can be
 * asked for, and whether it is a model at all. Throws DOWNLOAD_FAILED, DOWNLOAD_CHANGED, or the signal's reason.
 */
export async function probe(
  job: DownloadJob,
  ports: RunPorts,
  sources: Sources,
  signal: AbortSignal,
): Promise<FittingAnswer> {
  for (;;) {
    const source = await sources.ready(signal);
    const askedAt = ports.now();
    const before = source.known;
    const asked = { start: 0, end: MAGIC.length };
    let answer: FittingAnswer | undefined;
    let first = Buffer.alloc(0);
    try {
      await requestRange(ports.way, {
        ...asked,
        address: source.address,
        signal,
        stallMillis: ports.stallMillis,
        onHead: (head) => {
          answer = believe(source, head, asked, job, ports.now());
          return answer;
        },
        onBytes: (bytes) => {
          first = Buffer.concat([first, bytes]);
          // Of a server without ranges the rest is asked for later, once there is a place for it.
          if (first.length >= MAGIC.length) throw new Enough();
          return undefined;
        },
      }).catch((error: unknown) => {
        if (!(error instanceof Enough)) throw error;
      });
      if (answer === undefined || !first.subarray(0, MAGIC.length).equals(MAGIC))
        throw new FetchProblem("lie", "what it sends is no model: it does not begin with GGUF");
      sources.worked(source);
      return answer;
    } catch (error) {
      if (signal.aborted || !(error instanceof FetchProblem)) throw error;
      if (before === undefined) delete source.known;
      sources.failed(source, error, askedAt);
    }
  }
}
