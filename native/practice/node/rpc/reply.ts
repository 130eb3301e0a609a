import { type Answer, failure } from "./dispatch.ts";
import { limitExceeded, rpcCodes } from "./failure.ts";
import { LARGEST_REQUEST, LARGEST_RESPONSE } from "./limits.ts";

/** The text of an answer, or of the answers to a batch; an error instead where it is longer than an answer may be. */
export function replyText(answer: unknown): string {
  const text = JSON.stringify(answer);
  if (Buffer.byteLength(text) <= LARGEST_RESPONSE) return text;
  if (Array.isArray(answer)) {
    const words = "The batch response was too large";
    const failed = limitExceeded(rpcCodes.oversizedBatchResponse, words, LARGEST_RESPONSE);
    return JSON.stringify(failure(null, failed));
  }
  const failed = limitExceeded(rpcCodes.oversizedResponse, "Response is too big", LARGEST_RESPONSE);
  return JSON.stringify(failure((answer as Answer).id, failed));
}

/** What a message that is too long is answered with. */
export function oversizedRequest(): Answer {
  return failure(
    null,
    limitExceeded(rpcCodes.oversizedRequest, "Request is too big", LARGEST_REQUEST),
  );
}
