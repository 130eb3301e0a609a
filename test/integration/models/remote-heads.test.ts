import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  createRemoteHeads,
  type HeadMemory,
} from "../../../native/models/catalogue/remote-facts.ts";
import { type FileServer, modelBytes, startFileServer } from "../../fakes/file-server.ts";
import { plainWay } from "../../fakes/straight-way.ts";

let server: FileServer;
beforeEach(async () => {
  server = await startFileServer(modelBytes(200_000));
});
afterEach(() => server.close());

const headsWith = (memory: HeadMemory) =>
  createRemoteHeads({ addresses: (url) => [url], way: plainWay }, memory);

// defect: a full disk made a head that was read well a failure without a reason
test("a head that cannot be kept is known all the same, and read once", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  const full = new Error("database or disk is full");
  const heads = headsWith({
    head: () => undefined,
    keepHead: () => {
      throw full;
    },
  });
  const read = await heads.read(server.url);
  expect(read.facts.architecture).toBe("llama");
  const asked = server.requests.length;
  expect(asked).toBeGreaterThan(0);
  expect(await heads.read(server.url)).toEqual(read);
  expect(heads.known(server.url)).toEqual(read);
  expect(server.requests).toHaveLength(asked);
  expect(said.mock.calls).toEqual([[full]]);
  said.mockRestore();
});
