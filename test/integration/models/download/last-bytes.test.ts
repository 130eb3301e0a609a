import { expect, it } from "vitest";
import { modelBytes } from "../../../fakes/file-server.ts";
import { CHUNK, servedFile, testRun } from "./run-setup.ts";

// defect: bytes that came within a tenth of a second of the last report, and then no more, were told when more came
it("the last bytes before a server falls silent are told without waiting for more", async () => {
  const content = modelBytes(3 * CHUNK);
  const from = await servedFile(content);
  from.behave((_request, count) =>
    count === 0 ? { kind: "honest" } : { kind: "stall", after: 20_000 },
  );
  const stop = new AbortController();
  const { result, seen } = testRun(
    { addresses: [from.url] },
    { connections: () => 3, stallMillis: 60_000 },
    stop.signal,
  );
  await expect.poll(() => seen.at(-1)?.doneBytes, { timeout: 30_000 }).toBe(3 * 20_000);
  stop.abort(new Error("enough"));
  await expect(result).rejects.toThrow("enough");
  const told = seen.length;
  // Nobody is told anything of a run that has ended.
  await new Promise((done) => setTimeout(done, 300));
  expect(seen).toHaveLength(told);
});
