import { RouterTrouble } from "../router-port.ts";

/** A router's documents have a few kilobytes. */
const MAXIMUM_BYTES = 256 * 1024;
const PATIENCE_MILLIS = 4_000;

/** A router's answer, read whole. */
export interface RouterAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/**
 * Asks a router by HTTP: in four seconds, at most 256 KiB, and no redirect is followed, since what it names would be asked by us.
 * Throws RouterTrouble, or the signal's reason.
 */
export async function askRouter(
  url: URL,
  init: {
    readonly method: "GET" | "POST";
    readonly headers?: Record<string, string>;
    body?: string;
  },
  signal: AbortSignal,
): Promise<RouterAnswer> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)]),
    });
    const { ok, status } = response;
    return { ok, status, text: await readText(response) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RouterTrouble) throw error;
    throw new RouterTrouble("silent", `${url.host} gave no answer`, { cause: error });
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAXIMUM_BYTES) throw new RouterTrouble("nonsense", "an endless document");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
