import { FetchProblem } from "./problem.ts";
import { retryAfterMillis } from "./retry.ts";

/** What tells one version of a file from another: a strong ETag, else the time of its last change; neither where none is given. */
export interface Validator {
  readonly etag?: string;
  readonly modified?: string;
}

/** The piece that was asked for: from `start` up to but without `end`; without an end the whole file. */
export interface AskedPiece {
  readonly start: number;
  readonly end?: number;
}

/** What this source said before. */
export interface KnownFile {
  readonly total: number;
  readonly validator: Validator;
}

/** An answer that may be believed so far: the bytes from `start` to `end` (exclusive) of a file of `total`. */
export interface BelievedAnswer {
  readonly start: number;
  /** Absent where a server without ranges does not tell the size either. */
  readonly end?: number;
  readonly total?: number;
  readonly validator: Validator;
  /** False where the server sent the whole file although a piece was asked for. */
  readonly ranged: boolean;
}

/** Headers by lower-case name. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Checks an answer against the question and against what the source said before.
 * Throws FetchProblem: busy, server, refused, lie or changed.
 */
export function checkAnswer(
  status: number,
  headers: Headers,
  asked: AskedPiece,
  known: KnownFile | undefined,
  now: number,
): BelievedAnswer {
  checkStatus(status, headers, known, now);
  const type = text(headers, "content-type") ?? "";
  const encoding = text(headers, "content-encoding") ?? "identity";
  if (encoding !== "identity") throw new FetchProblem("lie", `an answer packed as ${encoding}`);
  // A captive portal or an error page that says 200: not the file, and no new version of it either.
  if (/^(text\/html|application\/xhtml)/i.test(type))
    throw new FetchProblem("lie", `a page (${type.split(";")[0]}) instead of a model`);
  if (/^multipart\//i.test(type)) throw new FetchProblem("lie", "several ranges instead of one");
  const validator = validatorOf(headers);
  if (known !== undefined && !sameVersion(known.validator, validator))
    throw new FetchProblem("changed", "the file has another version mark than before");
  const answer = status === 206 ? ranged(headers, asked) : whole(headers);
  if (known !== undefined && answer.total !== undefined && answer.total !== known.total)
    throw new FetchProblem("changed", `the file has ${answer.total} bytes, not ${known.total}`);
  return { ...answer, validator };
}

function checkStatus(
  status: number,
  headers: Headers,
  known: KnownFile | undefined,
  now: number,
): void {
  if (status === 200 || status === 206) return;
  const wait = retryAfterMillis(text(headers, "retry-after"), now, text(headers, "date"));
  const reason = `the server answered ${status}`;
  if (status === 429) throw new FetchProblem("busy", reason, wait);
  if (status === 503) throw new FetchProblem(wait === undefined ? "server" : "busy", reason, wait);
  if (status === 416 && known !== undefined)
    throw new FetchProblem("changed", "the file has become shorter");
  if (status === 408 || status >= 500) throw new FetchProblem("server", reason, wait);
  throw new FetchProblem("refused", reason);
}

function ranged(headers: Headers, asked: AskedPiece): Omit<BelievedAnswer, "validator"> {
  const told = text(headers, "content-range") ?? "";
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(told);
  if (!match) throw new FetchProblem("lie", `a Content-Range that says '${told.slice(0, 80)}'`);
  const [start, last, total] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const end = last + 1;
  const wanted = Math.min(asked.end ?? total, total);
  if (start !== asked.start || end <= start || end > wanted)
    throw new FetchProblem(
      "lie",
      `bytes ${start} to ${last} of ${total}, which were not asked for`,
    );
  const length = text(headers, "content-length");
  if (length !== undefined && Number(length) !== end - start)
    throw new FetchProblem("lie", `${length} bytes announced for a range of ${end - start}`);
  return { start, end, total, ranged: true };
}

function whole(headers: Headers): Omit<BelievedAnswer, "validator"> {
  const length = text(headers, "content-length");
  if (length === undefined) return { start: 0, ranged: false };
  const total = Number(length);
  if (!Number.isSafeInteger(total) || total <= 0) throw new FetchProblem("lie", "an empty file");
  return { start: 0, end: total, total, ranged: false };
}

/** What an answer says about the file's version. A weak ETag promises no equal bytes and counts as none. */
export function validatorOf(headers: Headers): Validator {
  const etag = text(headers, "etag");
  const modified = text(headers, "last-modified");
  return {
    ...(etag !== undefined && /^"[^"]*"$/.test(etag) ? { etag } : {}),
    ...(modified === undefined ? {} : { modified }),
  };
}

/** False only where both marks speak of one thing and differ; a mark that one of them lacks proves nothing. */
export function sameVersion(before: Validator, after: Validator): boolean {
  if (before.etag !== undefined && after.etag !== undefined) return before.etag === after.etag;
  if (before.modified !== undefined && after.modified !== undefined)
    return before.modified === after.modified;
  // It had a mark and has none now: nothing may be taken from it.
  return isEmpty(before) || !isEmpty(after);
}

function isEmpty({ etag, modified }: Validator): boolean {
  return etag === undefined && modified === undefined;
}

/** One header's text; the first where it came twice. */
export function text(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
