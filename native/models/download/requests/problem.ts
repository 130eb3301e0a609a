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

/** Any failure of the transport as a problem; what already is one stays as it is. `began`: bytes of the answer had come. */
export function transportProblem(error: unknown, began: boolean): FetchProblem {
  if (error instanceof FetchProblem) return error;
  const code = codeOf(error);
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  const kind = !began && code !== undefined && AWAY.has(code) ? "network" : "cut";
  const words =
    kind === "network" ? `no connection (${reason})` : `the connection broke (${reason})`;
  return new FetchProblem(kind, words, undefined, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  if (typeof code === "string") return code;
  // Several addresses of one host were tried, and each failed for itself.
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : undefined;
}
