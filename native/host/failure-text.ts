import { errorText, toHearthError } from "../api/errors.ts";

/** A failure as a program tells it on standard error: what happened and why, what was kept and what to do, and its code. */
export function failureText(error: unknown): string {
  const { code, detail } = toHearthError(error);
  const text = errorText(code, detail);
  return `${text.what} ${text.why}\n${text.kept} ${text.fix} (${code})`;
}
