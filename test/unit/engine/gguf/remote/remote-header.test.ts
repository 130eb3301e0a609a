import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, MockAgent } from "undici";
import { afterAll, afterEach, expect, test } from "vitest";
import { headerWithin, parseGgufHeader } from "../../../../../native/engine/gguf/gguf-header.ts";
import { readRemoteHead } from "../../../../../native/engine/gguf/remote/remote-header.ts";
import { straightWay } from "../../../../fakes/straight-way.ts";
import { tinyGguf } from "../../../../fakes/tiny-gguf.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const whole = tinyGguf();
const dispatcher = new Agent();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => dispatcher.close());

async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;
}

function asked(request: IncomingMessage): { first: number; last: number } {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  return { first: Number(first), last: Math.min(Number(last), whole.length - 1) };
}

function honest(request: IncomingMessage, response: ServerResponse): void {
  const { first, last } = asked(request);
  response.writeHead(206, {
    "content-range": `bytes ${first}-${last}/${whole.length}`,
    "content-length": last - first + 1,
    etag: '"one"',
  });
  response.end(whole.subarray(first, last + 1));
}

const read = (
  url: string,
  options: { firstBytes?: number; signal?: AbortSignal; patience?: number } = {},
) => readRemoteHead(url, { way: straightWay(() => dispatcher), ...options }, headerWithin);

test("the head is read by range, a few bytes first and more where they do not suffice", async () => {
  let sent = 0;
  const lengths: number[] = [];
  const url = await serve((request, response) => {
    const { first, last } = asked(request);
    lengths.push(last - first + 1);
    sent += last - first + 1;
    honest(request, response);
  });
  const header = await read(url, { firstBytes: 512 });
  expect(header.fileSize).toBe(whole.length);
  expect(header.tensors).toEqual(parseGgufHeader(whole).tensors);
  expect(lengths).toEqual([512, 4096, 32_768]);
  expect(sent).toBeLessThan(whole.length);
});

test("a server without ranges is left after the head", async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { "content-length": whole.length });
    response.end(whole);
  });
  expect((await read(url)).fileSize).toBe(whole.length);
});

test.each<[string, Answer, string]>([
  [
    "another part",
    (request, response) => {
      const { last } = asked(request);
      response.writeHead(206, { "content-range": `bytes 1-${last}/${whole.length}` });
      response.end(whole.subarray(1, last + 1));
    },
    "another part of the file",
  ],
  [
    "a part without saying which",
    (_request, response) => {
      response.writeHead(206);
      response.end(whole.subarray(0, 100));
    },
    "does not say which part",
  ],
  [
    "less than it announced",
    (request, response) => {
      const { last } = asked(request);
      response.writeHead(206, { "content-range": `bytes 0-${last}/${whole.length}` });
      response.end(whole.subarray(0, 100));
    },
    "sent 100 bytes",
  ],
  [
    "a length that is not the range's",
    (request, response) => {
      const { last } = asked(request);
      response.writeHead(206, {
        "content-range": `bytes 0-${last}/${whole.length}`,
        "content-length": 50,
      });
      response.end(whole.subarray(0, 50));
    },
    "another part of the file",
  ],
  [
    "the file compressed",
    (_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": 10 });
      response.end("0123456789");
    },
    "encoded the file",
  ],
  [
    "the file without its size",
    (_request, response) => {
      response.writeHead(200);
      response.end(whole);
    },
    "does not tell its size",
  ],
  ["a refusal", (_request, response) => response.writeHead(404).end(), "status 404"],
  [
    "a circle",
    (_request, response) => response.writeHead(302, { location: "/model.gguf" }).end(),
    "more than 5 redirects",
  ],
  [
    "a way to a file",
    (_request, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
    "a redirect to file:",
  ],
])("a server that sends %s is refused with the reason", async (_name, answer, reason) => {
  const url = await serve(answer);
  await expect(read(url, { firstBytes: 4096 })).rejects.toMatchObject({
    code: "DOWNLOAD_FAILED",
    detail: { file: "model.gguf", reason: expect.stringContaining(reason) },
  });
});

test("a file that changes between two requests is not put together from both", async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    const { last } = asked(request);
    response.writeHead(206, {
      "content-range": `bytes 0-${last}/${whole.length}`,
      etag: `"${requests++}"`,
    });
    response.end(whole.subarray(0, last + 1));
  });
  await expect(read(url, { firstBytes: 512 })).rejects.toMatchObject({ code: "DOWNLOAD_CHANGED" });
});

test("what is no model is damaged, and a reader who leaves is cancelled", async () => {
  const page = Buffer.from("<!doctype html><title>Sign in</title>".repeat(100));
  const url = await serve((_request, response) => {
    response.writeHead(200, { "content-length": page.length });
    response.end(page);
  });
  await expect(read(url)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  const silent = await serve(() => {});
  const leaving = new AbortController();
  const reading = read(silent, { signal: leaving.signal });
  setTimeout(() => leaving.abort(), 50);
  await expect(reading).rejects.toMatchObject({ code: "CANCELLED" });
});

test.each(["ftp://models.example/a.gguf", "no address"])("%s is not even asked", async (url) => {
  await expect(read(url)).rejects.toMatchObject({ code: "DOWNLOAD_FAILED" });
});

test("arrays of an item a layer keep their items, long ones only their length", () => {
  const header = parseGgufHeader(whole);
  expect(header.metadata.get("tokenizer.ggml.token_type")).toMatchObject({ length: 260 });
  expect(header.metadata.get("tokenizer.ggml.tokens")).toEqual({ length: 260 });
});

// defect: the reading of heads and the fetching of files had two lists of addresses that nobody may lead to, and both had gaps
test.each(["https://localhost./a.gguf", "https://[::ffff:127.0.0.1]/", "https://192.168.1.1/"])(
  "a server elsewhere does not lead to %s",
  async (location) => {
    const elsewhere = new MockAgent();
    elsewhere.disableNetConnect();
    elsewhere
      .get("https://models.example")
      .intercept({ path: "/a.gguf" })
      .reply(302, "", { headers: { location } });
    await expect(
      readRemoteHead(
        "https://models.example/a.gguf",
        { way: straightWay(() => elsewhere) },
        headerWithin,
      ),
    ).rejects.toMatchObject({
      code: "DOWNLOAD_FAILED",
      detail: { reason: expect.stringContaining("its own network") },
    });
    await elsewhere.close();
  },
);

// defect: only silence was a stall, so that a byte now and then kept whoever asked for a head waiting for ever
test("a server that drips is left", async () => {
  const drops: NodeJS.Timeout[] = [];
  const url = await serve((_request, response) => {
    response.writeHead(206, { "content-range": "bytes 0-1048575/9999999" });
    drops.push(setInterval(() => response.write("x"), 10));
  });
  await expect(read(url, { patience: 300 })).rejects.toMatchObject({
    code: "DOWNLOAD_FAILED",
    detail: { reason: "The server sends too slowly." },
  });
  for (const drop of drops) clearInterval(drop);
});

// defect: the body of a redirect was waited for, at any pace
test("a redirect is followed at its head, however long its body takes", async () => {
  const url = await serve((request, response) => {
    if (request.url === "/there.gguf") return honest(request, response);
    response.writeHead(302, { location: "/there.gguf" });
    // Its end never comes, and it is never silent.
    const drops = setInterval(() => response.write("x"), 10);
    response.on("close", () => clearInterval(drops));
  });
  expect((await read(url)).fileSize).toBe(whole.length);
});

// defect: what the system calls it, "getaddrinfo ENOTFOUND models.example", was shown to the person
test.each([
  ["ENOTFOUND", "The name models.example is not known. This computer may be offline."],
  ["ECONNREFUSED", "models.example takes no connection."],
])("a failure called %s is told in words", async (code, reason) => {
  const elsewhere = new MockAgent();
  elsewhere.disableNetConnect();
  elsewhere
    .get("https://models.example")
    .intercept({ path: "/a.gguf" })
    .replyWithError(Object.assign(new Error(`getaddrinfo ${code} models.example`), { code }));
  await expect(
    readRemoteHead(
      "https://models.example/a.gguf",
      { way: straightWay(() => elsewhere) },
      headerWithin,
    ),
  ).rejects.toMatchObject({ code: "DOWNLOAD_FAILED", detail: { file: "a.gguf", reason } });
  await elsewhere.close();
});

// defect: an http mirror of the own network, which downloads take, was refused for heads
test("a mirror that asks for a name and a password gets them, and nobody it leads to", async () => {
  const shown: (string | undefined)[] = [];
  const elsewhere = await serve((request, response) => {
    shown.push(request.headers.authorization);
    honest(request, response);
  });
  const url = await serve((request, response) => {
    shown.push(request.headers.authorization);
    response.writeHead(302, { location: elsewhere }).end();
  });
  await read(url.replace("http://", "http://me:secret@"));
  expect(shown).toEqual([`Basic ${Buffer.from("me:secret").toString("base64")}`, undefined]);
});
