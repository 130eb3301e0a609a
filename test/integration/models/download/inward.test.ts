import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { headerWithin } from "../../../../native/engine/gguf/gguf-header.ts";
import { readRemoteHead } from "../../../../native/engine/gguf/remote/remote-header.ts";
import {
  createNetworkPath,
  type NetworkPath,
} from "../../../../native/models/download/queue/network-path.ts";
import { modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { CHUNK, testRun } from "./run-setup.ts";

const content = modelBytes(4 * CHUNK + 1);
const [OUTSIDE, HERE] = ["127.0.0.2", "127.0.0.1"] as const;
/** A second address of the own computer stands for the world outside; macOS has none. */
const hasSecond = process.platform !== "darwin";

/** A server at one address; `asked` counts what came to it, a connection without a request included. */
async function serve(host: string, answer: RequestListener) {
  let asked = 0;
  const server = createServer(answer);
  server.on("connection", () => {
    asked += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, asked: () => asked };
}

const file: RequestListener = (request, response) => {
  const [start = 0, last = 0] = (/^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [])
    .slice(1)
    .map(Number);
  const piece = content.subarray(start, last + 1);
  response.writeHead(206, {
    "content-range": `bytes ${start}-${start + piece.length - 1}/${content.length}`,
    "content-length": piece.length,
    etag: '"one"',
  });
  response.end(piece);
};

/** A way on which each name leads where it is told, and 127.0.0.2 is far away. */
function wayWhere(names: Readonly<Record<string, readonly string[]>>): NetworkPath {
  const way = createNetworkPath({
    settings: () => ({ mirrors: [] }),
    resolve: (host, done) => {
      const found = (names[host] ?? []).map((address) => ({ address, family: 4 }));
      if (found.length > 0) done(null, found);
      else done(Object.assign(new Error(`no ${host}`), { code: "ENOTFOUND" }), []);
    },
    reachOf: (address) => (address === OUTSIDE ? "far" : "here"),
  });
  onTestFinished(() => way.close());
  return way;
}

describe.skipIf(!hasSecond)("a name that leads inward", () => {
  // defect: only the name as it was written was judged, so that any server could send this computer to itself or to its router
  it("is not connected to where a server outside sent us there, for heads and files alike", async () => {
    const inward = await serve(HERE, file);
    const outside = await serve(OUTSIDE, (_request, response) => {
      response.writeHead(302, { location: `http://inward.test:${inward.port}/model.gguf` }).end();
    });
    const way = wayWhere({ "outside.test": [OUTSIDE], "inward.test": [HERE] });
    const address = `http://outside.test:${outside.port}/model.gguf`;
    const failure = {
      code: "DOWNLOAD_FAILED",
      detail: { reason: expect.stringContaining("inward.test leads to this computer") },
    };
    await expect(testRun({ addresses: [address] }, { way }).result).rejects.toMatchObject(failure);
    await expect(readRemoteHead(address, { way }, headerWithin)).rejects.toMatchObject(failure);
    expect(inward.asked()).toBe(0);
    expect(outside.asked()).toBeGreaterThan(0);
  });

  it("is connected to at those of its addresses that lie outside", async () => {
    const cdn = await serve(OUTSIDE, file);
    const outside = await serve(OUTSIDE, (_request, response) => {
      response.writeHead(302, { location: `http://cdn.test:${cdn.port}/model.gguf` }).end();
    });
    const way = wayWhere({ "outside.test": [OUTSIDE], "cdn.test": [HERE, OUTSIDE] });
    const address = `http://outside.test:${outside.port}/model.gguf`;
    const { sha256 } = await testRun({ addresses: [address] }, { way }).result;
    expect(sha256).toBe(sha256Of(content));
    expect((await readRemoteHead(address, { way }, headerWithin)).fileSize).toBe(content.length);
  });

  it("is connected to where the person named it, and leads on within the same network", async () => {
    const store = await serve(HERE, file);
    const mirror = await serve(HERE, (_request, response) => {
      response.writeHead(302, { location: `http://store.lan:${store.port}/model.gguf` }).end();
    });
    const way = wayWhere({ "mirror.lan": [HERE], "store.lan": [HERE] });
    const address = `http://mirror.lan:${mirror.port}/model.gguf`;
    const { sha256 } = await testRun({ addresses: [address] }, { way }).result;
    expect(sha256).toBe(sha256Of(content));
    expect((await readRemoteHead(address, { way }, headerWithin)).fileSize).toBe(content.length);
  });
});

it("a host of the shipped catalogue lies outside, unless the person made a mirror of its name", () => {
  const nearest = (mirrors: string[]): string =>
    createNetworkPath({
      settings: () => ({ mirrors: [{ host: "huggingface.co", mirrors }] }),
    }).nearest(new URL("https://huggingface.co/a/b.gguf"));
  expect(nearest([])).toBe("far");
  expect(nearest(["https://elsewhere.example"])).toBe("far");
  expect(nearest(["https://huggingface.co/"])).toBe("here");
});
