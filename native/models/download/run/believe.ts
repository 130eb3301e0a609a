import { type AskedPiece, type BelievedAnswer, checkAnswer } from "../requests/answer.ts";
import { FetchProblem } from "../requests/problem.ts";
import type { AnswerHead } from "../requests/ranged-request.ts";
import { fileIdentity, linkedDigest } from "./identity.ts";
import type { Source } from "./sources.ts";

/** What is known of the file before an answer: from the catalogue, and from the answers so far. */
export interface FileFacts {
  readonly sha256?: string | undefined;
  readonly exactBytes?: number | undefined;
  /** Once an answer decided it. */
  readonly decided?: { readonly total: number; readonly identity: string | undefined };
}

/** An answer that belongs to the file that is being put together, with the file's size and what it tells about its digest. */
export interface FittingAnswer extends BelievedAnswer {
  readonly total: number;
  readonly linked?: string;
}

/**
 * Checks an answer by itself, against what its source said before, against the catalogue and against the other sources; remembers
 * what the source said. Throws FetchProblem.
 */
export function believe(
  source: Source,
  head: AnswerHead,
  asked: AskedPiece,
  facts: FileFacts,
  now: number,
): FittingAnswer {
  const answer = checkAnswer(head.status, head.headers, asked, source.known, now);
  const total = answer.total ?? facts.decided?.total ?? facts.exactBytes;
  if (total === undefined)
    throw new FetchProblem("refused", "the server does not tell the file's size");
  const linked = linkedDigest(head.linkedEtag);
  if (facts.exactBytes !== undefined && total !== facts.exactBytes)
    throw new FetchProblem("lie", `the file has ${total} bytes, not ${facts.exactBytes}`);
  if (facts.sha256 !== undefined && linked !== undefined && linked !== facts.sha256)
    throw new FetchProblem("lie", "the server has another version than the catalogue");
  const { decided } = facts;
  if (decided !== undefined) {
    const sha256 = facts.sha256 ?? linked;
    const isSame =
      decided.total === total &&
      (decided.identity?.startsWith("sha256:") === true && sha256 === undefined
        ? true
        : decided.identity === fileIdentity(sha256, answer.validator, total));
    if (!isSame) throw new FetchProblem("lie", "another version than the other source has");
  }
  source.known ??= { total, validator: answer.validator };
  return { ...answer, total, ...(linked === undefined ? {} : { linked }) };
}
