import { invalidParams, limitExceeded, RpcFailure, rpcCodes } from "./failure.ts";
import { LARGEST_BATCH } from "./limits.ts";
import type { Method } from "./services.ts";
import type { Session } from "./session.ts";

/** How a request is told from others: as the client chose, echoed untouched. */
export type Id = string | number | null;
/** The answer to one request. */
export interface Answer {
  readonly jsonrpc: "2.0";
  readonly id: Id;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/**
 * Answers one message: a request, a batch, or something that is neither. Returns what to send back, or undefined when there
 * is nothing to (a notification); a promise of it, which never rejects, where a method takes its time. `report` is told of
 * bugs, which the client sees as an internal error. `busy` refuses every request, in the words of a node with too much to do.
 */
export function answerMessage(
  methods: ReadonlyMap<string, Method>,
  session: Session,
  message: string,
  report: (error: unknown) => void,
  busy = false,
): unknown {
  let request: unknown;
  try {
    request = JSON.parse(message);
  } catch {
    return failure(null, new RpcFailure(rpcCodes.parse, "Parse error"));
  }
  const answer = (one: unknown) => answerOne(methods, session, one, report, busy);
  if (!Array.isArray(request)) return answer(request);
  if (request.length === 0)
    return failure(null, new RpcFailure(rpcCodes.invalidRequest, "Invalid request"));
  if (request.length > LARGEST_BATCH) {
    const words = "The batch request was too large";
    return failure(null, limitExceeded(rpcCodes.oversizedBatch, words, LARGEST_BATCH));
  }
  const answers = request.map(answer);
  return answers.some((answer) => answer instanceof Promise)
    ? Promise.all(answers).then(batched)
    : batched(answers);
}

function batched(answers: readonly unknown[]): unknown {
  const given = answers.filter((answer) => answer !== undefined);
  return given.length > 0 ? given : undefined;
}

function answerOne(
  methods: ReadonlyMap<string, Method>,
  session: Session,
  request: unknown,
  report: (error: unknown) => void,
  busy: boolean,
): Answer | undefined | Promise<Answer | undefined> {
  const { jsonrpc, id, method, params } = Object(request) as Record<string, unknown>;
  const hasId = isId(id);
  const valid = jsonrpc === "2.0" && typeof method === "string";
  if (!valid || (id !== undefined && !hasId)) {
    return failure(hasId ? id : null, new RpcFailure(rpcCodes.invalidRequest, "Invalid request"));
  }
  const done = (result: unknown): Answer | undefined =>
    hasId ? { jsonrpc: "2.0", id, result: result ?? null } : undefined;
  const failed = (error: unknown): Answer | undefined => {
    if (!(error instanceof RpcFailure)) report(error);
    if (!hasId) return undefined;
    return failure(
      id,
      error instanceof RpcFailure ? error : new RpcFailure(rpcCodes.internal, "Internal error"),
    );
  };
  try {
    if (busy) throw new RpcFailure(rpcCodes.busy, "Server is busy, try again later");
    const handler = methods.get(method);
    if (!handler) throw new RpcFailure(rpcCodes.methodNotFound, "Method not found");
    const result = handler(listed(params), session);
    return result instanceof Promise ? result.then(done, failed) : done(result);
  } catch (error) {
    return failed(error);
  }
}

/** As jsonrpsee takes them: text, a whole number that is not negative, or null. */
function isId(id: unknown): id is Id {
  return id === null || typeof id === "string" || (Number.isSafeInteger(id) && Number(id) >= 0);
}

function listed(params: unknown): readonly unknown[] {
  if (params === undefined || params === null) return [];
  if (!Array.isArray(params)) throw invalidParams("params must be a list, by position");
  return params;
}

/** An error as an answer. */
export function failure(id: Id, { code, message, data }: RpcFailure): Answer {
  return {
    jsonrpc: "2.0",
    id,
    error: data === undefined ? { code, message } : { code, message, data },
  };
}
