import {
  type ErrorCode,
  type ErrorDetail,
  type ErrorText,
  errorText,
  isErrorCode,
  reasonOf,
} from "../../native/api/errors.ts";
import { formatAmount } from "../ui/format/amount.ts";
import { formatBytes } from "../ui/format/bytes.ts";

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
  const reason = reasonOf(error);
  // What the contract's own schema turned away before the node saw it.
  if (error instanceof Error && "code" in error && error.code === "BAD_REQUEST") {
    const refused = "data" in error ? refusedField(error.data) : undefined;
    return new PageError("BAD_INPUT", { reason: refused ?? reason }, { cause: error });
  }
  return new PageError("INTERNAL", { reason }, { cause: error });
}

/** The first field that a schema turned away, and what it says of it; never the value, which may be secret. */
function refusedField(data: unknown): string | undefined {
  const issues = isDetail(data) ? (data as { readonly issues?: unknown }).issues : undefined;
  const first: unknown = Array.isArray(issues) ? issues[0] : undefined;
  if (!isDetail(first)) return undefined;
  const { message, path } = first as { readonly message?: unknown; readonly path?: unknown };
  if (typeof message !== "string") return undefined;
  const steps = (Array.isArray(path) ? path : []).filter((step) => typeof step !== "object");
  return steps.length === 0 ? message : `${steps.join(".")}: ${message}`;
}

/** The four sentences of a failure. `own` supplies those of codes that only the page knows. */
export function pageErrorText(
  error: PageError,
  own: (part: keyof ErrorText) => string = () => "",
): ErrorText {
  const text =
    error.code === "NODE_UNREACHABLE"
      ? { what: own("what"), why: own("why"), kept: own("kept"), fix: own("fix") }
      : errorText(error.code, withUnits(error));
  return {
    what: readable(text.what),
    why: readable(text.why),
    kept: readable(text.kept),
    fix: readable(text.fix),
  };
}

const amounts: Partial<Record<PageErrorCode, readonly string[]>> = {
  BALANCE_TOO_LOW: ["needed", "available"],
  AMOUNT_TOO_LOW: ["minimum"],
};
const sizes: Partial<Record<PageErrorCode, readonly string[]>> = {
  MODEL_TOO_LARGE: ["needed", "available"],
};

/** The facts of an error with rao and bytes as the page writes them everywhere. */
function withUnits({ code, detail }: PageError): ErrorDetail {
  const shown: Record<string, string | number | boolean> = { ...detail };
  for (const name of amounts[code] ?? []) {
    const text = String(detail[name]);
    if (/^\d+$/.test(text)) shown[name] = `${formatAmount(BigInt(text))} τ`;
  }
  for (const name of sizes[code] ?? []) {
    const value = detail[name];
    if (typeof value === "number") shown[name] = formatBytes(value);
  }
  return shown;
}

/** A sentence for people: no unit twice, a capital at its start and a full stop at its end. */
function readable(sentence: string): string {
  const text = sentence
    .trim()
    .replaceAll("τ rao", "τ")
    .replaceAll(/\b([KMGT]?i?B) bytes\b/g, "$1");
  const whole = /[.?…]$/.test(text) || text === "" ? text : `${text}.`;
  // An address, a file or a model keeps its name as it is.
  const isWord = /^\p{L}+(?:['’]\p{L}+)?[\s,;:.?…]/u.test(whole) && !/^\S+[:.]\S/.test(whole);
  return isWord ? whole.charAt(0).toUpperCase() + whole.slice(1) : whole;
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

function isDetail(value: unknown): value is ErrorDetail {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
