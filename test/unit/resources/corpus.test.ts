import { describe, expect, test } from "vitest";
import { makePrompt } from "../../../native/subnets/text-generation/prompts.ts";
import { chatDocument, corpus, heldOut } from "../../../resources/demo-model/training/corpus.ts";

describe("the training corpus", () => {
  test("is the same whenever it is made, whole or one by one", () => {
    const documents = corpus(7, 50);
    expect(corpus(7, 50)).toEqual(documents);
    expect(chatDocument(7, 31)).toEqual(documents[31]);
    expect(corpus(8, 50)).not.toEqual(documents);
  });

  test("answers carry the question's slots", () => {
    for (const document of corpus(3, 300)) {
      const [user, assistant] = document.filter((turn) => turn.role !== "system");
      const story = user?.text.match(/called (\w+) who finds a (\w+) /);
      if (story === null || story === undefined) continue;
      expect(assistant?.text).toContain(story[1]);
      expect(assistant?.text).toContain(`found a ${story[2]}`);
    }
  });

  test("held-out documents share no question with the training documents", () => {
    const training = corpus(1, 5000);
    const questions = new Set(training.flatMap((document) => document.map(({ text }) => text)));
    for (const document of heldOut(2, 100, training)) {
      const asked = document.filter((turn) => turn.role === "user");
      expect(asked.some(({ text }) => questions.has(text))).toBe(false);
    }
  });
});

describe("makePrompt", () => {
  test("is a function of the seed", () => {
    expect(makePrompt(2 ** 45 + 5)).toEqual(makePrompt(2 ** 45 + 5));
  });

  test("asks at least 100 000 different questions, also where only the high bits of the seed differ", () => {
    const low = new Set(Array.from({ length: 120_000 }, (_, seed) => makePrompt(seed).user));
    expect(low.size).toBeGreaterThan(100_000);
    const high = new Set(Array.from({ length: 500 }, (_, at) => makePrompt(at * 2 ** 32).user));
    expect(high.size).toBeGreaterThan(450);
  });

  test("draws every kind", () => {
    const kinds = new Set(Array.from({ length: 500 }, (_, seed) => makePrompt(seed).kind));
    expect([...kinds].sort()).toEqual([
      "capitals",
      "code",
      "count",
      "json",
      "letter",
      "list",
      "recipe",
      "story",
      "sum",
      "weather",
    ]);
  });
});
