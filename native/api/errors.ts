import errorTexts from "../../resources/locales/en/errors.json" with { type: "json" };

/** Every way a call can fail on purpose. Anything else is a bug and arrives as INTERNAL. */
export type ErrorCode = keyof typeof errorTexts;

/** What a person is told: what happened, why, what was not lost, what to do. `{name}` is filled from the error's detail. */
export interface ErrorText {
  readonly what: string;
  readonly why: string;
  readonly kept: string;
  readonly fix: string;
}

/** Facts about one failure, printable and free of secrets. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean>>;

/** All codes, sorted. */
export const errorCodes = Object.keys(errorTexts).sort() as readonly ErrorCode[];

/** True for a code of the closed list. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorTexts, value);
}

/** The four sentences of a code, with `{placeholders}` filled from `detail`. */
export function errorText(code: ErrorCode, detail: ErrorDetail = {}): ErrorText {
  const text = errorTexts[code];
  const fill = (sentence: string): string =>
    sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(detail[name] ?? whole));
  return { what: fill(text.what), why: fill(text.why), kept: fill(text.kept), fix: fill(text.fix) };
}

/** An expected failure on its way to the caller: a code of the closed list and the facts that fill its sentences. */
export class HearthError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(errorText(code, detail).what, options);
    this.name = "HearthError";
    this.code = code;
    this.detail = detail;
  }
}

/** What went wrong, in the words of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Any thrown value as a HearthError; what is not one already becomes INTERNAL with its message in the detail. */
export function toHearthError(error: unknown): HearthError {
  return error instanceof HearthError
    ? error
    : new HearthError("INTERNAL", { reason: reasonOf(error) }, { cause: error });
}
