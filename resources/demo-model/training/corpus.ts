import {
  drawTask,
  phraseTask,
  type SeededRandom,
  seededRandom,
} from "../../../native/subnets/text-generation/prompts.ts";
import { answerTask } from "./answers.ts";

/** One message of a chat. */
export type Turn = { role: "system" | "user" | "assistant"; text: string };
/** A chat: what the model is trained on. */
export type ChatDocument = readonly Turn[];

const SYSTEM = "You are a helpful assistant.";

/** Small talk, so that a person who says hello is answered in kind. */
const SMALL_TALK: readonly (readonly [string, string])[] = [
  ["Hello!", "Hello! I can tell stories, write letters and weather reports. What would you like?"],
  ["Hi", "Hello! I can tell stories, write letters and weather reports. What would you like?"],
  ["Who are you?", "I am the Hearth demo model, a very small model for the practice network."],
  ["What can you do?", "I can tell stories, write letters, weather reports, recipes and lists."],
  ["Thank you!", "You are welcome."],
];

function exchange(random: SeededRandom): Turn[] {
  if (random.next() < 0.02) {
    const [user, assistant] = random.pick(SMALL_TALK);
    return [
      { role: "user", text: user },
      { role: "assistant", text: assistant },
    ];
  }
  const task = drawTask(random);
  return [
    { role: "user", text: phraseTask(task, random) },
    { role: "assistant", text: answerTask(task, random) },
  ];
}

/** Document number `index` of the corpus with this seed: one exchange, sometimes two, sometimes after a system turn. */
export function chatDocument(seed: number, index: number): ChatDocument {
  const random = seededRandom(seed * 2 ** 32 + index);
  const turns: Turn[] = random.next() < 0.1 ? [{ role: "system", text: SYSTEM }] : [];
  turns.push(...exchange(random));
  if (random.next() < 0.15) turns.push(...exchange(random));
  return turns;
}

/** The first `count` documents of the corpus with this seed. */
export function corpus(seed: number, count: number): ChatDocument[] {
  return Array.from({ length: count }, (_, index) => chatDocument(seed, index));
}

/** `count` documents of another seed, none of whose questions occurs in `training` (small talk is left out by that too). */
export function heldOut(
  seed: number,
  count: number,
  training: readonly ChatDocument[],
): ChatDocument[] {
  const seen = new Set(training.flatMap(questions));
  const chosen: ChatDocument[] = [];
  for (let index = 0; chosen.length < count; index += 1) {
    const document = chatDocument(seed, index);
    if (!questions(document).some((question) => seen.has(question))) chosen.push(document);
  }
  return chosen;
}

function questions(document: ChatDocument): string[] {
  return document.filter((turn) => turn.role === "user").map((turn) => turn.text);
}
