import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sha256Of } from "../../../fakes/file-server.ts";
import { bulkGguf } from "../../../fakes/gguf/bulk-gguf.ts";
import { splitGguf } from "../../../fakes/gguf/split-gguf.ts";
import { startPartsServer } from "../../../fakes/parts-server.ts";
import { testFolder } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

const PART = 64 * 1024;
const [old, fresh] = [bulkGguf(3, PART, 1), bulkGguf(3, PART, 2)];
const [oldParts, freshParts] = [splitGguf(old, [1, 2]), splitGguf(fresh, [1, 2])];
const nameOf = (index: number): string => `big-0000${index + 1}-of-00003.gguf`;

// defect: of a model that was put there anew between two of its parts, some of the old and some of the new were joined into one file
it.each([
  ["before the last part has come", false],
  ["and the node was closed between", true],
])("parts of two versions of a model are never joined, changed %s", async (_what, isClosed) => {
  const server = await startPartsServer(
    new Map(oldParts.map((bytes, index) => [nameOf(index), bytes])),
  );
  onTestFinished(() => server.close());
  const urls = oldParts.map((_, index) => server.url(nameOf(index)));
  const files = [
    offered(urls[0] ?? "", {
      ...{ file: "big.gguf", parts: urls, sizeBytes: old.length, sizeExact: true },
    }),
  ];
  const folder = testFolder();
  server.stall(nameOf(2));
  let { downloads } = testNode(folder, files);
  const { id } = await downloads.start("m/file");
  await expect.poll(() => server.sent(nameOf(2)), { timeout: 30_000 }).toBeGreaterThan(400);
  // The part on its way stays; its question names the version that it began with.
  await downloads.pause(id);
  if (isClosed) {
    await downloads.close();
    ({ downloads } = testNode(folder, files));
  }
  for (const index of [0, 1]) server.change(nameOf(index), freshParts[index] ?? Buffer.alloc(0));
  server.stall(undefined);
  await downloads.resume(id);
  const failed = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(failed).toMatchObject({ state: "failed", error: { code: "DOWNLOAD_CHANGED" } });
  expect(existsSync(join(folder, "big.gguf"))).toBe(false);
  server.change(nameOf(2), freshParts[2] ?? Buffer.alloc(0));
  await downloads.resume(id);
  const done = await until(downloads, id, ({ state }) => state === "done" || state === "failed");
  expect(done).toMatchObject({ state: "done", sha256: sha256Of(fresh) });
  expect(readFileSync(join(folder, "big.gguf")).equals(fresh)).toBe(true);
});
