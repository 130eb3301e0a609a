import { expect, test } from "vitest";
import { threadsFor } from "../../../native/engine/llama/model/loaded-model.ts";
import { textStream } from "../../../native/engine/llama/text-stream.ts";
import { createPushStream } from "../../../native/engine/process/push-stream.ts";
import { createTokenBatches } from "../../../native/engine/process/token-batches.ts";

/** Tokens that are bytes. */
const bytes = (tokens: readonly number[]): string => Buffer.from(tokens).toString("utf8");

test("a character of several tokens comes whole, with nothing before it is complete", () => {
  const text = textStream(bytes);
  const pieces = [...Buffer.from("aß€🔥b")].map((byte) => text.add(byte));
  expect(pieces).toEqual(["a", "", "ß", "", "", "€", "", "", "", "🔥", "b"]);
});

test("bytes that never become a character do not hold the answer back for ever", () => {
  const text = textStream(bytes);
  const pieces = [0xff, 0xff, 0xff, 0xff, 0xff, 0x61].map((byte) => text.add(byte));
  expect(pieces.at(-1)).toBe("\uFFFDa");
  expect(pieces.join("")).toBe("\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDa");
  expect(text.rest()).toBe("");
});

test("a push stream gives everything in order, then its end or its error", async () => {
  const stream = createPushStream<number>();
  stream.push(1);
  setTimeout(() => {
    stream.push(2);
    stream.fail(new Error("over"));
    stream.end();
  }, 5);
  const seen: number[] = [];
  const read = (async () => {
    for await (const value of stream) seen.push(value);
  })();
  await expect(read).rejects.toThrow("over");
  expect(seen).toEqual([1, 2]);
});

test("small models use one thread, larger ones every core", () => {
  expect(threadsFor(1_300_000, 16)).toBe(1);
  expect(threadsFor(5e9, 16)).toBe(16);
  expect(threadsFor(5e9, 0)).toBe(1);
});

test("the first token goes out at once, those that follow within a picture go together, and none is lost", async () => {
  const sent: (readonly number[])[] = [];
  let now = 0;
  const batches = createTokenBatches(
    ({ tokens }) => sent.push(tokens.map(([token]) => token)),
    () => now,
  );
  batches.add(1, "a");
  expect(sent).toEqual([[1]]);
  batches.add(2, "b");
  batches.add(3, "c");
  expect(sent).toHaveLength(1);
  now = 40;
  batches.add(4, "d");
  expect(sent).toEqual([[1], [2, 3, 4]]);
  batches.add(5, "e");
  batches.end();
  batches.end();
  expect(sent).toEqual([[1], [2, 3, 4], [5]]);
});
