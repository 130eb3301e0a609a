import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { CHUNK, servedFile, testFolder, testRun } from "./run-setup.ts";

const content = modelBytes(20 * CHUNK + 1234);
const sha256 = sha256Of(content);

it("a file comes whole, over several connections, with its digest and not a byte twice", async () => {
  const from = await servedFile(content);
  const { result, seen } = testRun({ addresses: [from.url], sha256 });
  const fetched = await result;
  expect(fetched).toMatchObject({ sha256, totalBytes: content.length });
  expect(readFileSync(fetched.path).equals(content)).toBe(true);
  // The four bytes of the first question come on top.
  expect(from.sent()).toBe(content.length + 4);
  expect(Math.max(...seen.map(({ connections }) => connections))).toBe(4);
  expect(seen.at(-1)).toMatchObject({ phase: "checking", doneBytes: content.length, repaired: 0 });
  expect(from.requests.slice(1).every(({ ifRange }) => ifRange === '"one"')).toBe(true);
});

it("without a digest beforehand it is worked out on the way", async () => {
  const from = await servedFile(content);
  const { result, seen } = testRun({ addresses: [from.url] });
  expect((await result).sha256).toBe(sha256);
  expect(seen.every(({ expected }) => !expected)).toBe(true);
});

it("a server without ranges gives one stream, and that is enough", async () => {
  const from = await servedFile(content);
  from.behave(() => ({ kind: "no-ranges" }));
  const { result } = testRun({ addresses: [from.url] });
  const fetched = await result;
  expect(readFileSync(fetched.path).equals(content)).toBe(true);
  expect(from.requests).toHaveLength(2);
});

it("a stream that is cut begins again, and what is here already is not written twice", async () => {
  const from = await servedFile(content);
  from.behave((_request, count) => {
    if (count === 1) return { kind: "truncate", after: 7 * CHUNK + 5 };
    return { kind: "no-ranges" };
  });
  const { result, seen } = testRun({ addresses: [from.url] });
  expect((await result).sha256).toBe(sha256);
  expect(seen.at(-1)?.repaired).toBe(1);
});

it("what was fetched before an abort is not fetched again", async () => {
  const from = await servedFile(content);
  from.slow(4 * CHUNK);
  const folder = testFolder();
  const stop = new AbortController();
  const first = testRun(
    { addresses: [from.url], folder },
    { onProgress: ({ doneBytes }) => doneBytes > 8 * CHUNK && stop.abort(new Error("paused")) },
    stop.signal,
  );
  await expect(first.result).rejects.toThrow("paused");
  from.slow(undefined);
  const before = from.sent();
  const second = testRun({ addresses: [from.url], folder });
  expect((await second.result).sha256).toBe(sha256);
  // At most the chunks that were on their way over four connections came twice.
  expect(from.sent() - before).toBeLessThan(content.length - 4 * CHUNK + 4);
  expect(from.sent()).toBeLessThanOrEqual(content.length + 8 + 4 * CHUNK);
});
