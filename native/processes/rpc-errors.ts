import { ORPCError } from "@orpc/client";
import { type ErrorDetail, HearthError, isErrorCode, toHearthError } from "../api/errors.ts";

/** A thrown value as it travels: the code of the closed list, with its detail as data. */
export function toRpcError(error: unknown): ORPCError<string, ErrorDetail> {
  const known = fromRpcError(error);
  return new ORPCError(known.code, {
    data: known.detail,
    message: known.message,
    status: 500,
    cause: error,
  });
}

/** The HearthError that a travelled error stands for; a value refused by a schema is BAD_INPUT, anything else unknown is INTERNAL. */
export function fromRpcError(error: unknown): HearthError {
  if (!(error instanceof ORPCError)) return toHearthError(error);
  if (isErrorCode(error.code)) {
    return new HearthError(error.code, printable(error.data), { cause: error });
  }
  const code = error.code === "BAD_REQUEST" ? "BAD_INPUT" : "INTERNAL";
  return new HearthError(code, { reason: error.message }, { cause: error });
}

function printable(data: unknown): ErrorDetail {
  if (typeof data !== "object" || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) =>
      ["string", "number", "boolean"].includes(typeof value),
    ),
  ) as ErrorDetail;
}
