/** A JSON-RPC error to answer with. */
export class RpcFailure extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = "RpcFailure";
    this.code = code;
    this.data = data;
  }
}

/** JSON-RPC's own codes, and those a Substrate node adds. */
export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  tooManySubscriptions: -32006,
  tooManyFollows: -32800,
  invalidBlockHash: -32801,
  state: 4003,
  /** Our own: a practice_* method that cannot be done now. */
  practiceRefused: 4100,
} as const;
