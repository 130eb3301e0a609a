import type { DownloadTrouble } from "../../../api/downloads.ts";
import { transportCode, unreachable } from "../../../engine/gguf/remote/unreachable.ts";

/** A request that failed, with the reason for a person and, where the server named one, the time to wait. */
export class FetchProblem extends Error {
  readonly kind: DownloadTrouble;
  /** Milliseconds that the server asked to wait. */
  readonly waitMillis: number | undefined;

  constructor(kind: DownloadTrouble, reason: string, waitMillis?: number, options?: ErrorOptions) {
    super(reason, options);
    this.name = "FetchProblem";
    this.kind = kind;
    this.waitMillis = waitMillis;
  }
}

const AWAY = new Set([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "ENETDOWN"],
  ...["EADDRNOTAVAIL", "ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"],
]);

/**
 * Any failure of the transport as a problem, in words; what already is one stays as it is. `began`: bytes of the answer had come.
 */
export function transportProblem(error: unknown, began: boolean, host: string): FetchProblem {
  if (error instanceof FetchProblem) return error;
  const code = transportCode(error);
  return new FetchProblem(kindOf(code, began), unreachable(error, host), undefined, {
    cause: error,
  });
}

function kindOf(code: string | undefined, began: boolean): DownloadTrouble {
  // Asked again it would lead to the same place.
  if (code === "EINWARD") return "refused";
  return !began && code !== undefined && AWAY.has(code) ? "network" : "cut";
}
