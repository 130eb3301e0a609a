import { errorText, HearthError, isErrorCode, toHearthError } from "../api/errors.ts";

/** A failure as the command line prints it. Errors of the contract arrive with their code; all else is INTERNAL or bad input. */
export function report(error: unknown): object {
  const { code, data, message } = error as { code?: unknown; data?: unknown; message?: string };
  if (error instanceof HearthError)
    return { code: error.code, ...errorText(error.code, error.detail), detail: error.detail };
  if (isErrorCode(code)) {
    const detail = (data ?? {}) as Record<string, string>;
    return { code, ...errorText(code, detail), detail };
  }
  if (code === "BAD_REQUEST")
    return {
      code: "BAD_INPUT",
      ...errorText("BAD_INPUT", { reason: refusedField(data) ?? message ?? "" }),
      detail: data,
    };
  const internal = toHearthError(error);
  return {
    code: internal.code,
    ...errorText(internal.code, internal.detail),
    detail: internal.detail,
  };
}

/** The first field that the contract refused and why: `amount: expected …`. */
function refusedField(data: unknown): string | undefined {
  const issue = (data as { issues?: { path?: unknown[]; message?: string }[] } | undefined)
    ?.issues?.[0];
  return issue?.message && [issue.path?.join("."), issue.message].filter(Boolean).join(": ");
}
