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
  const reason = schemaRefusal(error.data) ?? error.message;
  return new HearthError(code, { reason }, { cause: error });
}

/** What a schema says of the first thing that it refuses, with the way to it; never the value, which may be secret. */
function schemaRefusal(data: unknown): string | undefined {
  const { issues } = (data ?? {}) as { readonly issues?: unknown };
  const [first] = Array.isArray(issues) ? issues : [];
  const { message, path } = (first ?? {}) as {
    readonly message?: unknown;
    readonly path?: unknown;
  };
  if (typeof message !== "string") return undefined;
  const steps = (Array.isArray(path) ? path : []).filter((step) => typeof step !== "object");
  return steps.length === 0 ? message : `${steps.join(".")}: ${message}`;
}

function printable(data: unknown): ErrorDetail {
  if (typeof data !== "object" || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) =>
      ["string", "number", "boolean"].includes(typeof value),
    ),
  ) as ErrorDetail;
}
