import { HearthError } from "../api/errors.ts";
import type { ChatMessage, EnginePort } from "../engine/engine-port.ts";

/** Tokens of one answer at most: what a text subnet asks for. */
export const ANSWER_TOKENS = 128;

const topics = [
  "how a lighthouse works",
  "what bread needs to rise",
  "why the sea is salty",
  "how a bicycle stays upright",
  "what makes a rainbow",
  "how bees find flowers",
] as const;
const SENTENCE = "The harbour was quiet that evening, and the boats lay still along the wall. ";
/** About two thousand tokens for most vocabularies; shortened until it fits. */
const LONGEST = 120;

/** The chat of the `index`-th question. */
export function question(index: number): readonly ChatMessage[] {
  return [{ role: "user", content: `Tell me ${topics[index % topics.length]} (${index}).` }];
}

/**
 * The longest reading that a model's context takes, as a chat, and its tokens. It asks for one token, so that the time is
 * that of reading. Throws what the engine throws, except PROMPT_TOO_LONG, which halves the text.
 */
export async function readingFor(
  engine: Pick<EnginePort, "generate">,
  model: string,
  signal: AbortSignal,
): Promise<readonly ChatMessage[]> {
  for (let sentences = LONGEST; ; sentences = Math.floor(sentences / 2)) {
    const messages = reading(sentences, 0);
    try {
      await engine.generate({ model, messages, maxTokens: 1, temperature: 0 }, signal);
      return messages;
    } catch (error) {
      const tooLong = error instanceof HearthError && error.code === "PROMPT_TOO_LONG";
      if (!tooLong || sentences <= 1) throw error;
    }
  }
}

/** The same reading under another heading, so that nothing of an earlier one can be used again. */
export function variant(messages: readonly ChatMessage[], index: number): readonly ChatMessage[] {
  return messages.map((message) => ({
    ...message,
    content: `${String.fromCharCode(97 + (index % 26))}${message.content.slice(1)}`,
  }));
}

function reading(sentences: number, index: number): readonly ChatMessage[] {
  return variant([{ role: "user", content: `- ${SENTENCE.repeat(sentences)}` }], index);
}
