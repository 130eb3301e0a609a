import type { ChatDocument } from "./corpus.ts";
import { END_OF_TEXT, TURN_END, TURN_START } from "./tokenizer.ts";

/** ChatML in Jinja, as written into the model file. */
export const CHAT_TEMPLATE =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** Token ids of a document, and for each whether it belongs to an answer (1) or not (0). */
export type TokenisedDocument = { ids: number[]; answer: number[] };

/** Renders a document as ChatML ids, closed by the end-of-text token. The turn end after an answer counts as answer. */
export function tokeniseDocument(
  document: ChatDocument,
  encode: (text: string) => number[],
): TokenisedDocument {
  const ids: number[] = [];
  const answer: number[] = [];
  const push = (tokens: readonly number[], isAnswer: 0 | 1): void => {
    for (const token of tokens) {
      ids.push(token);
      answer.push(isAnswer);
    }
  };
  for (const { role, text } of document) {
    push([TURN_START, ...encode(`${role}\n`)], 0);
    push([...encode(text), TURN_END], role === "assistant" ? 1 : 0);
    push(encode("\n"), 0);
  }
  push([END_OF_TEXT], 0);
  return { ids, answer };
}
