import { cpSync, readFileSync, renameSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSteadyClock } from "../../../../native/models/download/speed/steady-clock.ts";
import { modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { CHUNK, servedFile, testFolder, testRun } from "./run-setup.ts";

const content = modelBytes(12 * CHUNK + 99);
const other = modelBytes(12 * CHUNK + 99, 2);
const sha256 = sha256Of(content);

/** What a server of its own words says to a request for bytes from `start` up to `end`. */
type Answer = (range: Asked, response: ServerResponse, count: number) => void;
interface Asked {
  readonly start: number;
  readonly end: number;
  readonly request: IncomingMessage;
}

/** A server whose every word is the test's; the first question is answered honestly. */
async function served(answer: Answer): Promise<{ url: string; requests: Asked[] }> {
  const requests: Asked[] = [];
  const server = createServer((request, response) => {
    const [, start = "0", last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const asked = { start: Number(start), end: Number(last ?? content.length - 1) + 1, request };
    requests.push(asked);
    if (requests.length === 1) honest(asked, response);
    else answer(asked, response, requests.length - 2);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/model.gguf`, requests };
}

function honest(
  { start, end }: Asked,
  response: ServerResponse,
  headers: Record<string, string> = {},
  bytes = content,
): void {
  response.writeHead(206, {
    "content-range": `bytes ${start}-${end - 1}/${bytes.length}`,
    ...{ etag: '"one"', ...headers },
  });
  response.end(bytes.subarray(start, end));
}

describe("what a server says of a piece", () => {
  it.each<[string, Answer, string, RegExp]>([
    [
      "packed with gzip",
      ({ start, end }, response) => {
        response.writeHead(206, {
          "content-range": `bytes ${start}-${end - 1}/${content.length}`,
          "content-encoding": "gzip",
        });
        response.end(gzipSync(content.subarray(start, end)));
      },
      "DOWNLOAD_FAILED",
      /gzip/,
    ],
    [
      "no Content-Range with 206",
      (asked, response) => {
        response.writeHead(206, { etag: '"one"' });
        response.end(content.subarray(asked.start, asked.end));
      },
      "DOWNLOAD_FAILED",
      /Content-Range/,
    ],
    [
      "a Content-Range without a size",
      ({ start, end }, response) => {
        response.writeHead(206, {
          "content-range": `bytes ${start}-${end - 1}/*`,
          etag: '"one"',
        });
        response.end(content.subarray(start, end));
      },
      "DOWNLOAD_FAILED",
      /Content-Range/,
    ],
    [
      "a Content-Range from the file's beginning",
      ({ start, end }, response) => {
        response.writeHead(206, {
          "content-range": `bytes 0-${end - start - 1}/${content.length}`,
          etag: '"one"',
        });
        response.end(content.subarray(0, end - start));
      },
      "DOWNLOAD_FAILED",
      /not asked for/,
    ],
    [
      "a size that grows mid way under the same ETag",
      (asked, response, count) =>
        honest(asked, response, {}, count < 3 ? content : Buffer.concat([content, content])),
      "DOWNLOAD_CHANGED",
      /./,
    ],
    [
      "a size that shrinks mid way under the same ETag",
      (asked, response, count) =>
        count < 3
          ? honest(asked, response)
          : void response
              .writeHead(416, { "content-range": `bytes */${4 * CHUNK}`, etag: '"one"' })
              .end(),
      "DOWNLOAD_CHANGED",
      /./,
    ],
    [
      "several ranges in one answer",
      (asked, response) => honest(asked, response, { "content-type": "multipart/byteranges" }),
      "DOWNLOAD_FAILED",
      /several ranges/,
    ],
  ])("%s ends the download, and nothing of it is taken", async (_what, answer, code, reason) => {
    const from = await served(answer);
    const { result } = testRun({ addresses: [from.url] });
    const failure = await result.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    if (code === "DOWNLOAD_FAILED")
      expect(failure).toMatchObject({ detail: { reason: expect.stringMatching(reason) } });
    // Asked once for each connection, and not again and again.
    expect(from.requests.length).toBeLessThan(20);
  });

  it("less of each piece than was asked for, as a server may, costs a question more and no byte twice", async () => {
    let sent = 0;
    const from = await served(({ start, end, request }, response) => {
      const given = Math.min(end, start + 20_000);
      sent += given - start;
      honest({ start, end: given, request }, response);
    });
    const { result, seen } = testRun({ addresses: [from.url], sha256 });
    expect((await result).sha256).toBe(sha256);
    expect(seen.at(-1)?.repaired).toBe(0);
    expect(sent).toBe(content.length);
  });

  it("a pause of no time, again and again, is no storm of questions", async () => {
    const asked: number[] = [];
    let clock = 0;
    const from = await served((range, response, count) => {
      asked.push(clock);
      if (count < 12) response.writeHead(429, { "retry-after": "0" }).end();
      else honest(range, response);
    });
    const began = Date.now();
    // A clock in a hurry, so that waits of a minute are over in a second.
    const now = (): number => {
      clock = (Date.now() - began) * 60;
      return clock;
    };
    const { result } = testRun({ addresses: [from.url], sha256 }, { now, connections: () => 1 });
    expect((await result).sha256).toBe(sha256);
    const waits = asked.slice(1, 8).map((at, index) => at - (asked[index] ?? 0));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(500);
    // They grow, however little it asks for.
    expect(waits.at(-1)).toBeGreaterThan(15_000);
  });

  it("a date to come back at is one of its own clock, however wrong this computer's is", async () => {
    const there = Date.now() + 5 * 3_600_000;
    const from = await served((range, response, count) => {
      const date = new Date(there).toUTCString();
      const back = new Date(there + 2_000).toUTCString();
      if (count === 0) response.writeHead(503, { date, "retry-after": back }).end();
      else honest(range, response);
    });
    const { result, seen } = testRun({ addresses: [from.url], sha256 });
    expect((await result).sha256).toBe(sha256);
    const wait = seen.find(({ waiting }) => waiting !== undefined)?.waiting;
    expect(wait?.reason).toBe("rate-limit");
    expect((wait?.until ?? 0) - (wait?.failure?.at ?? 0)).toBeLessThanOrEqual(2_000);
  });
});

describe("a mirror and a host", () => {
  // defect: with a stale mirror before it the host was never asked for more than three chunks, and resuming began with the mirror again
  it("of other bytes under the same ETag, known by the digest: the host gives all of it", async () => {
    const [mirror, host] = [await servedFile(other, '"same"'), await servedFile(content, '"same"')];
    const { result } = testRun({ addresses: [mirror.url, host.url], sha256 });
    const fetched = await result;
    expect(fetched.sha256).toBe(sha256);
    expect(readFileSync(fetched.path).equals(content)).toBe(true);
  });

  it("of other bytes that was found out is not asked first by the next run", async () => {
    const [mirror, host] = [await servedFile(other), await servedFile(content)];
    const folder = testFolder();
    const stop = new AbortController();
    const job = { addresses: [mirror.url, host.url], sha256, folder };
    const first = testRun(
      job,
      { onProgress: ({ repaired }) => repaired > 3 && stop.abort(new Error("ended")) },
      stop.signal,
    );
    await expect(first.result).rejects.toThrow("ended");
    const asked = mirror.requests.length;
    expect((await testRun(job).result).sha256).toBe(sha256);
    expect(mirror.requests).toHaveLength(asked);
  });

  it("of other bytes, which dies half way: what it gave is found chunk for chunk and mended", async () => {
    const [mirror, host] = [await servedFile(other, '"same"'), await servedFile(content, '"same"')];
    mirror.behave((_request, count) =>
      count < 6 ? { kind: "honest" } : { kind: "status", status: 410 },
    );
    const { result, seen } = testRun({ addresses: [mirror.url, host.url], sha256 });
    expect(readFileSync((await result).path).equals(content)).toBe(true);
    expect(seen.at(-1)?.repaired).toBeGreaterThan(2);
  });

  it("of another size is left for the host, whichever is asked first", async () => {
    const short = await servedFile(content.subarray(0, 5 * CHUNK));
    const host = await servedFile(content);
    const exactBytes = content.length;
    const { result } = testRun({ addresses: [short.url, host.url], sha256, exactBytes });
    expect((await result).sha256).toBe(sha256);
    expect(short.sent()).toBe(0 + 4);
  });

  it("that stalls, cuts, asks to wait and lies by turns, with a server that restarts behind it", async () => {
    const [mirror, host] = [await servedFile(content), await servedFile(content)];
    mirror.behave((_request, count) => {
      if (count % 7 === 1) return { kind: "stall", after: 9_000 };
      if (count % 7 === 3) return { kind: "truncate", after: 30_000 };
      if (count % 7 === 5) return { kind: "status", status: 503, headers: { "retry-after": "1" } };
      return count > 9 ? { kind: "shifted" } : { kind: "honest" };
    });
    host.behave((_request, count) => {
      if (count === 2) void host.stop().then(() => host.restart());
      return { kind: "honest" };
    });
    const { result } = testRun({ addresses: [mirror.url, host.url], sha256 }, { stallMillis: 600 });
    expect((await result).sha256).toBe(sha256);
  });
});

describe("a clock", () => {
  // defect: a clock set back by an hour made a pause of a second one of an hour
  it("that is set back during a pause that a server asked for lengthens it by nothing", async () => {
    const from = await servedFile(content);
    let back = 0;
    const clock = createSteadyClock(() => Date.now() - back);
    from.behave((_request, count) => {
      if (count !== 3) return { kind: "honest" };
      setTimeout(() => {
        back = 3_600_000;
      }, 200);
      return { kind: "status", status: 429, headers: { "retry-after": "1" } };
    });
    const { result } = testRun({ addresses: [from.url], sha256 }, { now: clock.now });
    expect((await result).sha256).toBe(sha256);
    expect(back).toBe(3_600_000);
  });
});

it("a folder of another disk in the partial file's place is never named as what was hashed", async () => {
  const from = await servedFile(content);
  from.slow(2 * CHUNK);
  const folder = testFolder();
  let moved = false;
  const { result } = testRun(
    { addresses: [from.url], folder },
    {
      onProgress: ({ doneBytes }) => {
        if (moved || doneBytes < 8 * CHUNK) return;
        moved = true;
        // As when a folder is moved to another disk: a copy of what was there lies at its old address.
        renameSync(`${folder}/model.part`, `${folder}/elsewhere`);
        cpSync(`${folder}/elsewhere`, `${folder}/model.part`);
        from.slow(undefined);
      },
    },
  );
  await expect(result).rejects.toMatchObject({
    code: "DATA_FOLDER_UNWRITABLE",
    // Which of the two depends on when the thread that hashes came to open it.
    detail: { reason: expect.stringMatching(/was moved|gives back other bytes/) },
  });
});
