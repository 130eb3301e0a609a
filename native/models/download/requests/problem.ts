import { transportCode, unreachable } from "../../../engine/gguf/remote/unreachable.ts";

/** Why a request did not bring what was asked, by what can be done about it. */
export type ProblemKind =
  /** No connection could be made: the network or the server is away. */
  | "network"
  /** Nothing came for too long. */
  | "stall"
  /** The connection ended before the answer did. */
  | "cut"
  /** The server asked to come back later. */
  | "busy"
  /** The server has trouble of its own. */
  | "server"
  /** The server will not give it: asking again does not help. */
  | "refused"
  /** The answer contradicts the question or an earlier answer. */
  | "lie"
  /** The server has another version than before. */
  | "changed";

/** A request that failed, with the reason for a person and, where the server named one, the time to wait. */
export class FetchProblem extends Error {
  readonly kind: ProblemKind;
  /** Milliseconds that the server asked to wait. */
  readonly waitMillis: number | undefined;

  constructor(kind: ProblemKind, reason: string, waitMillis?: number, options?: ErrorOptions) {
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

function kindOf(code: string | undefined, began: boolean): ProblemKind {
  // Asked again it would lead to the same place.
  if (code === "EINWARD") return "refused";
  return !began && code !== undefined && AWAY.has(code) ? "network" : "cut";
}
