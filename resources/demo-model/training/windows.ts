import { seededRandom } from "../../../native/subnets/text-generation/prompts.ts";
import type { TokenisedDocument } from "./chat-template.ts";
import type { TrainingWindow } from "./model.ts";

/** How much a token outside of an answer counts: questions are random by construction, so there is little to learn. */
const QUESTION_WEIGHT = 0.1;

/**
 * Cuts training windows of `context` tokens out of the documents laid end to end. Half of the windows begin where a
 * document begins, as a chat does; the other half anywhere, so that all positions are trained.
 */
export function windowCutter(
  documents: readonly TokenisedDocument[],
  context: number,
): (step: number, count: number) => TrainingWindow[] {
  const ids = Uint16Array.from(documents.flatMap((document) => document.ids));
  const answer = Uint8Array.from(documents.flatMap((document) => document.answer));
  const starts: number[] = [];
  let length = 0;
  for (const document of documents) {
    starts.push(length);
    length += document.ids.length;
  }
  const latest = length - context - 1;
  return (step, count) => {
    const random = seededRandom(step + 2 ** 40);
    return Array.from({ length: count }, (_, index) => {
      const start = index % 2 === 0 ? random.pick(starts) : random.between(0, latest);
      const from = Math.min(start, latest);
      return {
        tokens: ids.slice(from, from + context),
        targets: ids.slice(from + 1, from + context + 1),
        weights: Float32Array.from(answer.subarray(from + 1, from + context + 1), (isAnswer) =>
          isAnswer === 1 ? 1 : QUESTION_WEIGHT,
        ),
      };
    });
  };
}
