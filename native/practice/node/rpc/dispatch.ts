import { RpcFailure, rpcCodes } from "./failure.ts";
import type { Method } from "./services.ts";
import type { Session } from "./session.ts";

/** Requests in one batch, at most. */
const LARGEST_BATCH = 256;

type Id = string | number | null;
interface Answer {
  readonly jsonrpc: "2.0";
  readonly id: Id;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/**
 * Answers one message: a request, a batch, or something that is neither. Returns what to send back, or undefined when there
 * is nothing to (a notification); a promise of it, which never rejects, where a method takes its time. `report` is told of
 * bugs, which the client sees as an internal error.
 */
export function answerMessage(
  methods: ReadonlyMap<string, Method>,
  session: Session,
  message: string,
  report: (error: unknown) => void,
): unknown {
  let request: unknown;
  try {
    request = JSON.parse(message);
  } catch {
    return failure(null, new RpcFailure(rpcCodes.parse, "Parse error"));
  }
  if (!Array.isArray(request)) return answerOne(methods, session, request, report);
  if (request.length === 0 || request.length > LARGEST_BATCH) {
    return failure(
      null,
      new RpcFailure(rpcCodes.invalidRequest, `A batch has 1 to ${LARGEST_BATCH} requests`),
    );
  }
  const answers = request.map((each) => answerOne(methods, session, each, report));
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
): Answer | undefined | Promise<Answer | undefined> {
  const { id, method, params = [] } = Object(request) as Record<string, unknown>;
  const hasId = typeof id === "string" || typeof id === "number" || id === null;
  if (typeof method !== "string" || (id !== undefined && !hasId)) {
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
    const handler = methods.get(method);
    if (!handler) throw new RpcFailure(rpcCodes.methodNotFound, "Method not found");
    if (!Array.isArray(params))
      throw new RpcFailure(rpcCodes.invalidParams, "Invalid params: a list is expected");
    const result = handler(params, session);
    return result instanceof Promise ? result.then(done, failed) : done(result);
  } catch (error) {
    return failed(error);
  }
}

function failure(id: Id, { code, message, data }: RpcFailure): Answer {
  return {
    jsonrpc: "2.0",
    id,
    error: data === undefined ? { code, message } : { code, message, data },
  };
}
