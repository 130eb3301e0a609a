import type { ClientContext, ClientLink, ClientOptions } from "@orpc/client";
import { PageError } from "../page-error.ts";

const PATIENCE_MILLIS = 10_000;

type Link = ClientLink<ClientContext>;

/**
 * The one link of the page's client. What carries it comes and goes (a socket reconnects, the shell sends a new port);
 * a call made while there is none waits up to ten seconds for the next, then fails with NODE_UNREACHABLE.
 */
export class SwitchLink implements Link {
  #current: Link | undefined;
  readonly #waiting = new Set<(link: Link) => void>();

  /** Puts a fresh link in, or takes the broken one out. */
  use(link: Link | undefined): void {
    this.#current = link;
    if (link === undefined) return;
    for (const resume of this.#waiting) resume(link);
    this.#waiting.clear();
  }

  async call(
    path: readonly string[],
    input: unknown,
    options: ClientOptions<ClientContext>,
  ): Promise<unknown> {
    const link = this.#current ?? (await this.#next(options.signal));
    try {
      return await link.call(path, input, options);
    } catch (error) {
      // The peer drops its queues with a bare abort when its carrier goes; the caller deserves the reason.
      if (this.#current !== link && options.signal?.aborted !== true) {
        throw new PageError("NODE_UNREACHABLE", {}, { cause: error });
      }
      throw error;
    }
  }

  #next(signal: AbortSignal | undefined): Promise<Link> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(resume);
        signal?.removeEventListener("abort", abort);
      };
      const resume = (link: Link): void => {
        done();
        resolve(link);
      };
      const abort = (): void => {
        done();
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        done();
        reject(new PageError("NODE_UNREACHABLE"));
      }, PATIENCE_MILLIS);
      this.#waiting.add(resume);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }
}
