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

/** JSON-RPC's own codes, those of jsonrpsee, and those a polkadot-sdk node adds. */
export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  tooManySubscriptions: -32006,
  oversizedRequest: -32007,
  oversizedResponse: -32008,
  busy: -32009,
  oversizedBatch: -32010,
  oversizedBatchResponse: -32011,
  tooManyFollows: -32800,
  invalidBlockHash: -32801,
  withoutRuntime: -32802,
  notWaiting: -32803,
  duplicateHashes: -32804,
  /** Of the Subtensor methods: the runtime could not answer. */
  runtime: 1,
  /** Of payment_*: no extrinsic. */
  undecodable: 2,
  chain: 3001,
  archiveParams: 3001,
  blockRange: 4001,
  count: 4002,
  state: 4003,
  /** Our own: a practice_* method that cannot be done now. */
  practiceRefused: 4100,
} as const;

/** Parameters that do not fit, in jsonrpsee's form: what is wrong with them is the error's data. */
export function invalidParams(what: string): RpcFailure {
  return new RpcFailure(rpcCodes.invalidParams, "Invalid params", what);
}

/** A limit that was exceeded, in jsonrpsee's words. */
export function limitExceeded(code: number, message: string, limit: number): RpcFailure {
  return new RpcFailure(code, message, `Exceeded max limit of ${limit}`);
}

/** The refusal of what only a node's operator may ask: polkadot-sdk's words, under the code of an unknown method. */
export function unsafeCall(): RpcFailure {
  return new RpcFailure(rpcCodes.methodNotFound, "RPC call is unsafe to be called externally");
}
