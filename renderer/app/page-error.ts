import {
  type ErrorCode,
  type ErrorDetail,
  type ErrorText,
  errorText,
  isErrorCode,
} from "../../native/api/errors.ts";

/** What can go wrong in the page itself, before the node is even reached. Its sentences are in page.json under `errors`. */
export type PageErrorCode = ErrorCode | "NODE_UNREACHABLE";

/** A failure as the page shows it: a code and the facts that fill its four sentences. */
export class PageError extends Error {
  readonly code: PageErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: PageErrorCode, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = "PageError";
    this.code = code;
    this.detail = detail;
  }
}

/** Anything thrown by a call as a PageError. What is not of the closed list becomes INTERNAL with its message. */
export function toPageError(error: unknown): PageError {
  if (error instanceof PageError) return error;
  if (error instanceof Error && "code" in error && isErrorCode(error.code)) {
    const data = "data" in error ? error.data : undefined;
    return new PageError(error.code, isDetail(data) ? data : {}, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  // What the contract's own schema turned away before the node saw it.
  if (error instanceof Error && "code" in error && error.code === "BAD_REQUEST") {
    return new PageError("BAD_INPUT", { reason }, { cause: error });
  }
  return new PageError("INTERNAL", { reason }, { cause: error });
}

/** The four sentences of a failure. `own` supplies those of codes that only the page knows. */
export function pageErrorText(error: PageError, own: (part: keyof ErrorText) => string): ErrorText {
  if (error.code !== "NODE_UNREACHABLE") return errorText(error.code, error.detail);
  return { what: own("what"), why: own("why"), kept: own("kept"), fix: own("fix") };
}

function isDetail(value: unknown): value is ErrorDetail {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A failure that the node reports inside a status, as a PageError. */
export function toPageErrorOf(error: {
  readonly code: string;
  readonly detail: ErrorDetail;
}): PageError {
  return isErrorCode(error.code)
    ? new PageError(error.code, error.detail)
    : new PageError("INTERNAL", { reason: error.code });
}
