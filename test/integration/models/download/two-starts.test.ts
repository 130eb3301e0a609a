import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { modelBytes, startFileServer } from "../../../fakes/file-server.ts";
import { CHUNK, testFolder } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

// defect: a double click began two downloads, of which one was in no list and could not be ended
it("two starts of one file at once are one download", async () => {
  const from = await startFileServer(modelBytes(10 * CHUNK));
  onTestFinished(() => from.close());
  from.slow(1);
  const folder = testFolder();
  const file = offered(from.url);
  const { downloads } = testNode(folder, [], {
    findFile: async () => {
      await turn();
      return file;
    },
  });
  const [first, second] = await Promise.all([downloads.start(file.id), downloads.start(file.id)]);
  expect(second.id).toBe(first.id);
  await until(downloads, first.id, ({ doneBytes }) => doneBytes > 0);
  expect(readdirSync(join(folder, "partials"))).toEqual([first.id]);
  expect(await downloads.cancel(first.id)).toEqual([]);
  expect(readdirSync(join(folder, "partials"))).toEqual([]);
  // A start that ended is not answered again.
  expect((await downloads.start(file.id)).id).not.toBe(first.id);
});
