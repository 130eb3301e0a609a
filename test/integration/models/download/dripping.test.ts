import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { servedFile, testRun } from "./run-setup.ts";

const content = modelBytes(1_000_000);

/** A server that answers each piece with its first byte, and says so. */
async function dripping(size: number): Promise<{ url: string; asked(): number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    const [start = 0, last = 0] = (/^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [])
      .slice(1)
      .map(Number);
    asked += 1;
    const end = last - start < 10 ? last : start;
    response.writeHead(206, {
      "content-range": `bytes ${start}-${end}/${size}`,
      "content-length": end - start + 1,
      etag: '"one"',
    });
    response.end(Buffer.from("GGUF".padEnd(10)).subarray(0, end - start + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/model.gguf`, asked: () => asked };
}

// defect: a server that gave one byte an answer was asked thousands of times a second, without a pause and without an end
it("a server that gives one byte an answer is left alone for a while", async () => {
  const from = await dripping(1_000_000);
  const stop = new AbortController();
  const { result } = testRun(
    { addresses: [from.url] },
    {
      // Enough to ask again where nobody makes a pause.
      onBytes: () => from.asked() > 200 && stop.abort(new Error("asked without a pause")),
      onProgress: ({ waiting }) => waiting !== undefined && stop.abort(new Error("it waits")),
    },
    stop.signal,
  );
  await expect(result).rejects.toThrow("it waits");
});

// defect: a byte now and then kept a connection, and with it its chunk, for ever: another source was never asked
it("a connection that drips is a stall", async () => {
  const drops: NodeJS.Timeout[] = [];
  const server = createServer((request, response) => {
    const [start = 0, last = 0] = (/^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [])
      .slice(1)
      .map(Number);
    response.writeHead(206, {
      "content-range": `bytes ${start}-${last}/1000000`,
      "content-length": last - start + 1,
      etag: '"one"',
    });
    if (last - start < 10) response.end(Buffer.from("GGUF").subarray(0, last - start + 1));
    else drops.push(setInterval(() => response.write("x"), 10));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const drop of drops) clearInterval(drop);
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const honest = await servedFile(content, '"one"');
  const { result } = testRun(
    { addresses: [`http://127.0.0.1:${port}/model.gguf`, honest.url] },
    // A clock in a hurry: the waits between the tries are over at once.
    {
      stallMillis: 300,
      now: (
        (began) => () =>
          began + (Date.now() - began) * 60
      )(Date.now()),
    },
  );
  expect((await result).sha256).toBe(sha256Of(content));
});
