import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from "node-llama-cpp";
import { HearthError, reasonOf } from "../../api/errors.ts";
import type { ChatMessage } from "../engine-port.ts";
import type { RenderedPrompt } from "../requests.ts";

/** Characters of the longest token of any vocabulary, generously: runs of blanks. */
export const LONGEST_TOKEN = 256;

/**
 * The tokens of a chat in the model's own template, up to where the answer begins. Throws PROMPT_TOO_LONG when no room is left for `room`
 * further tokens, since llama.cpp would shift the context silently and everything after that would be wrong.
 */
export function promptTokens(
  model: LlamaModel,
  wrapper: ChatWrapper,
  messages: readonly ChatMessage[],
  contextSize: number,
  room: number,
): Token[] {
  const { tokens } = renderedPrompt(model, wrapper, messages, contextSize);
  if (tokens.length + room > contextSize) {
    throw new HearthError("PROMPT_TOO_LONG", {
      tokens: tokens.length + room - 1,
      limit: contextSize - 1,
    });
  }
  return tokens as Token[];
}

/**
 * A chat in the model's own template as text and tokens. What people wrote never becomes a control token, whatever it looks like.
 * Throws PROMPT_TOO_LONG for a chat that cannot fit the context, whatever its tokens are, before any work on it.
 */
export function renderedPrompt(
  model: LlamaModel,
  wrapper: ChatWrapper,
  messages: readonly ChatMessage[],
  contextSize: number,
): RenderedPrompt {
  if (messages.at(-1)?.role !== "user") {
    throw new HearthError("BAD_INPUT", { reason: "the last message must be the user's" });
  }
  // Tokenising megabytes would hold up everyone else, and no vocabulary has longer tokens.
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  const least = Math.ceil(characters / LONGEST_TOKEN);
  if (least > contextSize) {
    throw new HearthError("PROMPT_TOO_LONG", { tokens: least, limit: contextSize - 1 });
  }
  const chatHistory = [...messages.map(toItem), { type: "model" as const, response: [] }];
  const { contextText } = rendered(wrapper, chatHistory);
  const tokens = contextText.tokenize(model.tokenizer);
  // The library's templates begin with BOS even for models that were trained without.
  if (tokens[0] === model.tokens.bos && !model.tokens.shouldPrependBosToken) tokens.shift();
  // Not the rendered text itself: it has names where control tokens are.
  return { text: model.detokenize(tokens, true), tokens };
}

/** Templates refuse what they were not written for, such as two system messages. */
function rendered(wrapper: ChatWrapper, chatHistory: ChatHistoryItem[]) {
  try {
    return wrapper.generateContextState({ chatHistory });
  } catch (error) {
    const reason = reasonOf(error);
    throw new HearthError("BAD_INPUT", { reason }, { cause: error });
  }
}

function toItem(message: ChatMessage): ChatHistoryItem {
  switch (message.role) {
    case "system":
      return { type: "system", text: message.content };
    case "user":
      return { type: "user", text: message.content };
    case "assistant":
      return { type: "model", response: [message.content] };
    default:
      return message.role satisfies never;
  }
}
