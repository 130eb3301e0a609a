import { existsSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import { createDispatcher } from "../../../../native/models/download/dispatcher.ts";
import { modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { straightWay } from "../../../fakes/straight-way.ts";
import { CHUNK, servedFile, testFolder, testRun } from "./run-setup.ts";

const content = modelBytes(10 * CHUNK + 3);
const sha256 = sha256Of(content);

describe("a server in trouble", () => {
  it("that cuts connections costs what was cut off, and within a chunk the rest alone is asked for", async () => {
    const from = await servedFile(content);
    from.behave((_request, count) =>
      count > 0 && count % 3 === 0 ? { kind: "truncate", after: 20_000 } : { kind: "honest" },
    );
    const { result, seen } = testRun({ addresses: [from.url] });
    expect((await result).sha256).toBe(sha256);
    expect(seen.at(-1)?.repaired).toBeGreaterThan(0);
    expect(from.requests.some(({ start }) => (start ?? 0) % CHUNK !== 0)).toBe(true);
  });

  it("that stalls is asked again", async () => {
    const from = await servedFile(content);
    from.behave((_request, count) =>
      count === 2 ? { kind: "stall", after: 10_000 } : { kind: "honest" },
    );
    const { result } = testRun({ addresses: [from.url] }, { stallMillis: 600 });
    expect((await result).sha256).toBe(sha256);
  });

  it("that has too much is asked again when it says, over fewer connections", async () => {
    const from = await servedFile(content);
    from.behave((_request, count) =>
      count === 2
        ? { kind: "status", status: 429, headers: { "retry-after": "1" } }
        : { kind: "honest" },
    );
    const { result, seen } = testRun({ addresses: [from.url] });
    expect((await result).sha256).toBe(sha256);
    expect(seen.some(({ waiting }) => waiting?.reason === "rate-limit")).toBe(true);
    // What was refused was neither damaged nor cut off.
    expect(seen.at(-1)?.repaired).toBe(0);
  });

  it("that restarts under way is waited for", async () => {
    const from = await servedFile(content);
    from.slow(6 * CHUNK);
    let away: Promise<void> | undefined;
    let back: Promise<void> | undefined;
    const { result } = testRun(
      { addresses: [from.url] },
      {
        onBytes: () => {
          if (from.sent() >= 4 * CHUNK) away ??= from.stop();
        },
        onProgress: ({ waiting }) => {
          if (waiting?.reason === "network") back ??= from.restart();
        },
      },
    );
    expect((await result).sha256).toBe(sha256);
    await away;
    expect(back).toBeDefined();
    await back;
  });
});

it("a network that is away for many attempts is waited for, in a first run as well", async () => {
  const from = await servedFile(content);
  from.slow(4 * CHUNK);
  const dispatcher = createDispatcher({});
  onTestFinished(() => dispatcher.destroy());
  const began = Date.now();
  let isAway = false;
  let asked = 0;
  let coming: Promise<void> | undefined;
  const { result, seen } = testRun(
    { addresses: [from.url] },
    {
      // A clock in a hurry, so that waits of a minute are over in seconds.
      now: () => began + (Date.now() - began) * 60,
      onBytes: () => {
        if (isAway || from.sent() < 3 * CHUNK) return;
        isAway = true;
        void from.stop();
      },
      way: straightWay(() => {
        if (isAway) asked += 1;
        // Four connections, and more rounds than an address has that never answered.
        if (asked > 4 * 8) coming ??= from.restart();
        return dispatcher;
      }),
    },
  );
  expect((await result).sha256).toBe(sha256);
  await coming;
  expect(seen.some(({ waiting }) => waiting?.reason === "network")).toBe(true);
});

describe("several sources", () => {
  it("the mirror is asked first, and the host takes over when it dies", async () => {
    const [mirror, host] = [await servedFile(content), await servedFile(content)];
    mirror.behave((_request, count) =>
      count < 4 ? { kind: "honest" } : { kind: "status", status: 410 },
    );
    const { result } = testRun({ addresses: [mirror.url, host.url], sha256 });
    expect((await result).sha256).toBe(sha256);
    expect(mirror.sent()).toBeGreaterThan(CHUNK);
    expect(host.sent()).toBeGreaterThan(0);
    expect(mirror.sent() + host.sent()).toBeLessThanOrEqual(content.length + 8 + 4 * CHUNK);
  });

  it("with one ETag on both nothing has to be known of the digest", async () => {
    const [mirror, host] = [
      await servedFile(content, '"same"'),
      await servedFile(content, '"same"'),
    ];
    mirror.behave((_request, count) =>
      count < 4 ? { kind: "honest" } : { kind: "status", status: 410 },
    );
    const { result } = testRun({ addresses: [mirror.url, host.url] });
    expect((await result).sha256).toBe(sha256);
    expect(host.sent()).toBeGreaterThan(0);
  });

  it("with another ETag and no digest their bytes are not put together", async () => {
    const [mirror, host] = [
      await servedFile(content),
      await servedFile(modelBytes(content.length, 3), '"b"'),
    ];
    mirror.behave((_request, count) =>
      count < 4 ? { kind: "honest" } : { kind: "status", status: 410 },
    );
    const { result } = testRun({ addresses: [mirror.url, host.url] });
    await expect(result).rejects.toMatchObject({ code: "DOWNLOAD_FAILED" });
  });
});

describe("redirects", () => {
  it("are followed to the file, and the digest that the first host tells is the one to meet", async () => {
    const [host, store] = [await servedFile(content), await servedFile(content)];
    const headers = { "x-linked-etag": `"${sha256}"` };
    host.behave(() => ({ kind: "redirect", to: `${store.origin}/blob?signature=1`, headers }));
    const { result, seen } = testRun({ addresses: [host.url] });
    expect((await result).sha256).toBe(sha256);
    expect(seen.every(({ expected }) => expected)).toBe(true);
  });

  it("are followed once and not for each chunk, until the place that they led to has run out", async () => {
    const [host, store] = [await servedFile(content), await servedFile(content)];
    let signature = 1;
    host.behave(() => ({ kind: "redirect", to: `${store.origin}/blob?signature=${signature}` }));
    store.behave(({ path }, count) => {
      if (count === 6) signature = 2;
      const isValid = path.endsWith(`=${signature}`);
      return isValid ? { kind: "honest" } : { kind: "status", status: 403 };
    });
    const { result, seen } = testRun({ addresses: [host.url] }, { connections: () => 1 });
    expect((await result).sha256).toBe(sha256);
    // The first question, the first chunk, and the one for which the signature had run out.
    expect(host.requests).toHaveLength(3);
    expect(seen.at(-1)?.repaired).toBe(0);
  });

  it("in a ring end after the fifth", async () => {
    const host = await servedFile(content);
    host.behave(() => ({ kind: "redirect", to: host.url }));
    const { result } = testRun({ addresses: [host.url] });
    await expect(result).rejects.toMatchObject({
      code: "DOWNLOAD_FAILED",
      detail: { reason: expect.stringContaining("5 redirects") },
    });
    expect(host.requests).toHaveLength(6);
  });

  it("take no password to another host", async () => {
    const [host, store] = [await servedFile(content), await servedFile(content)];
    host.behave(() => ({ kind: "redirect", to: `${store.origin}/blob` }));
    const address = host.url.replace("http://", "http://user:secret@");
    await testRun({ addresses: [address] }).result;
    expect(host.requests[0]?.authorization).toMatch(/^Basic /);
    expect(store.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });
});

describe("the disk", () => {
  // defect: a whole file whose head the system did not give at that moment was told as damaged, and thrown away when it was resumed
  it("that does not give the whole file just now calls it no damage, and it goes on when it does", async () => {
    const from = await servedFile(content, '"one"');
    from.slow(4 * CHUNK);
    const folder = testFolder();
    const path = join(folder, "model.part");
    const first = testRun(
      { addresses: [from.url], folder },
      {
        onBytes: () => {
          if (from.sent() < 5 * CHUNK || existsSync(`${path}.aside`)) return;
          renameSync(path, `${path}.aside`);
          symlinkSync(path, path);
        },
      },
    );
    await expect(first.result).rejects.toMatchObject({ code: "DATA_FOLDER_UNWRITABLE" });
    rmSync(path);
    renameSync(`${path}.aside`, path);
    from.slow(undefined);
    const again = testRun({ addresses: [from.url], folder });
    expect((await again.result).sha256).toBe(sha256);
    expect(from.sent()).toBeLessThan(1.5 * content.length);
  });

  it("without room for the file takes nothing of it", async () => {
    const from = await servedFile(content);
    const full = new HearthError("DISK_FULL", { folder: "x", needed: 2, available: 1 });
    const { result } = testRun(
      { addresses: [from.url] },
      {
        needSpace: async (bytes) => {
          expect(bytes).toBe(content.length);
          throw full;
        },
      },
    );
    await expect(result).rejects.toBe(full);
    expect(from.sent()).toBe(4);
  });
});
