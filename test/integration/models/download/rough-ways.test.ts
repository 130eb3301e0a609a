import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Download } from "../../../../native/api/downloads.ts";
import { modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { startHttpProxy, startSocksProxy, type TestProxy } from "../../../fakes/proxies.ts";
import { CHUNK, servedFile, testFolder, testRun } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

const content = modelBytes(12 * CHUNK + 3);
const other = modelBytes(12 * CHUNK + 3, 4);
const sha256 = sha256Of(content);
const isOver = ({ state }: Download): boolean => state === "done" || state === "failed";

describe("a proxy", () => {
  it.each([
    ["an HTTP proxy", startHttpProxy],
    ["a SOCKS5 proxy", startSocksProxy],
  ])(
    "%s that dies under way is said, and the download goes on when it is taken away",
    async (_what, start: () => Promise<TestProxy>) => {
      const [from, proxy] = [await servedFile(content), await start()];
      from.slow(1);
      const { downloads } = testNode(testFolder(), [offered(from.url)]);
      downloads.saveSettings({ ...downloads.settings(), proxy: proxy.address });
      const { id } = await downloads.start("m/file");
      await until(downloads, id, ({ doneBytes }) => doneBytes > 2 * CHUNK);
      await proxy.close();
      const waits = await until(downloads, id, ({ lastFailure }) => lastFailure !== undefined);
      expect(waits.doneBytes).toBeGreaterThan(0);
      expect(["network", "cut"]).toContain(waits.lastFailure?.code);
      from.slow(undefined);
      const { proxy: _proxy, ...straight } = downloads.settings();
      downloads.saveSettings(straight);
      expect(await until(downloads, id, isOver)).toMatchObject({ state: "done", sha256 });
    },
  );

  it("that wants a password says so, and not that the server is away", async () => {
    const from = await servedFile(content);
    const proxy = createServer((_request, response) => response.writeHead(407).end());
    proxy.on("connect", (_request, socket: Socket) =>
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"),
    );
    await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const { downloads } = testNode(testFolder(), [offered(from.url)]);
    downloads.saveSettings({ ...downloads.settings(), proxy: `http://127.0.0.1:${port}` });
    const { id } = await downloads.start("m/file");
    const told = await until(
      downloads,
      id,
      (each) => each.lastFailure !== undefined || isOver(each),
    );
    const reason = told.lastFailure?.reason ?? told.error?.detail.reason;
    expect(reason).toMatch(/407|password/i);
    expect(from.requests).toEqual([]);
  });

  it("that speaks no proxy's language is waited for or said, and holds nothing up", async () => {
    const from = await servedFile(content);
    const nonsense = createTcpServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => socket.end("\0\u0001 what?\r\n"));
    });
    await new Promise<void>((done) => nonsense.listen(0, "127.0.0.1", done));
    onTestFinished(() => void nonsense.close());
    const { port } = nonsense.address() as AddressInfo;
    for (const scheme of ["http", "socks5"]) {
      const { downloads } = testNode(testFolder(), [offered(from.url)]);
      downloads.saveSettings({ ...downloads.settings(), proxy: `${scheme}://127.0.0.1:${port}` });
      const { id } = await downloads.start("m/file");
      await until(downloads, id, (each) => each.lastFailure !== undefined || isOver(each));
      expect(await downloads.cancel(id)).toEqual([]);
    }
  });
});

describe("redirects", () => {
  it("that lead to another version mid way end the download, and nothing of it is taken", async () => {
    const [host, old, fresh] = [
      await servedFile(content),
      await servedFile(content, '"old"'),
      await servedFile(other, '"new"'),
    ];
    let to = old;
    host.behave(() => ({ kind: "redirect", to: `${to.origin}/blob` }));
    old.behave((_request, count) => {
      if (count < 5) return { kind: "honest" };
      to = fresh;
      return { kind: "status", status: 403 };
    });
    const { result } = testRun({ addresses: [host.url] }, { connections: () => 1 });
    await expect(result).rejects.toMatchObject({ code: "DOWNLOAD_CHANGED" });
    expect(fresh.requests).toHaveLength(1);
  });

  it("that lead to a page of a network which asks to log in are told as one", async () => {
    const [host, portal] = [await servedFile(content), await servedFile(content)];
    portal.behave(() => ({ kind: "page" }));
    host.behave((_request, count) =>
      count < 5 ? { kind: "honest" } : { kind: "redirect", to: `${portal.origin}/login` },
    );
    const folder = testFolder();
    const { downloads } = testNode(folder, [offered(host.url)]);
    const { id } = await downloads.start("m/file");
    const failed = await until(downloads, id, isOver);
    expect(failed.error?.detail.reason).toMatch(/a page/);
    // What came before is kept, and the rest comes once the way is free.
    host.behave(() => ({ kind: "honest" }));
    const sent = host.sent();
    await downloads.resume(id);
    expect(await until(downloads, id, isOver)).toMatchObject({ state: "done", sha256 });
    expect(host.sent() - sent).toBeLessThan(content.length);
  });
});

describe("settings that change under way", () => {
  it("fewer connections, a limit, fewer at once and a mirror hold without a byte lost", async () => {
    const [host, mirror] = [await servedFile(content), await servedFile(content)];
    host.slow(2 * CHUNK);
    const folder = testFolder();
    const files = ["a", "b"].map((id) => offered(host.url, { id, file: `${id}.gguf`, sha256 }));
    const { downloads } = testNode(folder, files);
    downloads.saveSettings({ ...downloads.settings(), connections: 8, atOnce: 2 });
    const [a, b] = [await downloads.start("a"), await downloads.start("b")];
    await until(downloads, b.id, ({ doneBytes }) => doneBytes > CHUNK);
    const names = new URL(host.url);
    downloads.saveSettings({
      ...{ connections: 1, atOnce: 1, bytesPerSecond: 40 * CHUNK },
      mirrors: [{ host: names.host, mirrors: [mirror.origin] }],
    });
    await until(downloads, a.id, ({ connections }) => connections <= 1);
    host.slow(undefined);
    for (const { id } of [a, b]) await until(downloads, id, isOver);
    expect(downloads.list().map(({ state }) => state)).toEqual(["done", "done"]);
    expect(readdirSync(join(folder, "blobs"))).toEqual([sha256]);
  });
});

describe("a node that is closed", () => {
  it("with many downloads in every state leaves nothing that writes, and all of them go on", async () => {
    const from = await servedFile(content);
    from.slow(1);
    const busy = await servedFile(content);
    busy.behave(() => ({ kind: "status", status: 429, headers: { "retry-after": "600" } }));
    const folder = testFolder();
    const files = [
      ...["a", "b", "c"].map((id) => offered(from.url, { id, file: `${id}.gguf` })),
      offered(busy.url, { id: "busy", file: "busy.gguf" }),
      ...["d", "e"].map((id) => offered(from.url, { id, file: `${id}.gguf` })),
    ];
    const before = testNode(folder, files);
    before.downloads.saveSettings({ ...before.downloads.settings(), atOnce: 4 });
    const started: Download[] = [];
    for (const { id } of files) started.push(await before.downloads.start(id));
    await until(before.downloads, started[3]?.id ?? "", ({ waitingFor }) => {
      return waitingFor === "rate-limit";
    });
    await before.downloads.pause(started[1]?.id ?? "");
    await before.downloads.close();
    const list = readFileSync(join(folder, "downloads.json"), "utf8");
    const sent = from.sent();
    from.slow(undefined);
    busy.behave(() => ({ kind: "honest" }));
    await new Promise((done) => setTimeout(done, 300));
    expect(from.sent() - sent).toBeLessThan(4 * CHUNK);
    expect(readFileSync(join(folder, "downloads.json"), "utf8")).toBe(list);
    const after = testNode(folder, files);
    await after.downloads.resume(started[1]?.id ?? "");
    for (const { id } of started) await until(after.downloads, id, isOver);
    expect(after.downloads.list().map(({ state }) => state)).toEqual(files.map(() => "done"));
    expect(readdirSync(join(folder, "blobs"))).toEqual([sha256]);
    expect(existsSync(join(folder, "downloads.json.damaged"))).toBe(false);
  });
});
