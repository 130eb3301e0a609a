import { expect, it, onTestFinished } from "vitest";
import { type FileServer, modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { startHttpProxy, startSocksProxy, type TestProxy } from "../../../fakes/proxies.ts";
import { CHUNK, servedFile, testFolder } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

const content = modelBytes(6 * CHUNK + 3);
const sha256 = sha256Of(content);

async function fetchThrough(proxy: string, from: FileServer): Promise<string | undefined> {
  const { downloads } = testNode(testFolder(), [offered(from.url)]);
  downloads.saveSettings({ ...downloads.settings(), proxy });
  const { id } = await downloads.start("m/file");
  return (await until(downloads, id, ({ state }) => state === "done")).sha256;
}

it.each([
  ["an HTTP proxy", startHttpProxy],
  ["a SOCKS5 proxy", startSocksProxy],
])("a file comes through %s", async (_what, start: () => Promise<TestProxy>) => {
  const [from, proxy] = [await servedFile(content), await start()];
  onTestFinished(() => proxy.close());
  expect(await fetchThrough(proxy.address, from)).toBe(sha256);
  expect(new Set(proxy.targets)).toEqual(new Set([from.origin.replace("http://", "")]));
});

it("a proxy gets the name and password that stand in its address", async () => {
  const [from, proxy] = [await servedFile(content), await startHttpProxy()];
  onTestFinished(() => proxy.close());
  await fetchThrough(proxy.address.replace("http://", "http://me:word@"), from);
  expect(proxy.shown[0]).toBe(`Basic ${Buffer.from("me:word").toString("base64")}`);
});

it("a change of the proxy holds from the next request on", async () => {
  const [from, proxy] = [await servedFile(content), await startHttpProxy()];
  onTestFinished(() => proxy.close());
  from.slow(1);
  const { downloads } = testNode(testFolder(), [offered(from.url)]);
  downloads.saveSettings({ ...downloads.settings(), connections: 1 });
  const { id } = await downloads.start("m/file");
  await until(downloads, id, ({ doneBytes }) => doneBytes > 0);
  expect(proxy.targets).toEqual([]);
  downloads.saveSettings({ ...downloads.settings(), proxy: proxy.address });
  from.slow(undefined);
  await until(downloads, id, ({ state }) => state === "done");
  expect(proxy.targets.length).toBeGreaterThan(0);
});

it("settings that cannot be are refused and change nothing", () => {
  const { downloads } = testNode(testFolder(), []);
  const before = downloads.settings();
  for (const wrong of [
    { ...before, proxy: "ftp://proxy.example" },
    { ...before, mirrors: [{ host: "a.example", mirrors: ["file:///etc"] }] },
  ])
    expect(() => downloads.saveSettings(wrong)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
  expect(downloads.settings()).toEqual(before);
});

it("a mirror stands in for the host, and the host for a mirror that is away", async () => {
  const [host, mirror] = [await servedFile(content), await servedFile(content)];
  const { downloads } = testNode(testFolder(), [
    offered(host.url, { sha256 }),
    offered(host.url, { id: "m/two", file: "two.gguf" }),
  ]);
  const names = new URL(host.url);
  downloads.saveSettings({
    ...downloads.settings(),
    mirrors: [{ host: names.host, mirrors: [`${mirror.origin}/hub`] }],
  });
  const one = await downloads.start("m/file");
  await until(downloads, one.id, ({ state }) => state === "done");
  expect(host.requests).toEqual([]);
  expect(mirror.requests[0]?.path).toBe("/hub/model.gguf");
  await mirror.stop();
  const two = await downloads.start("m/two");
  const done = await until(downloads, two.id, ({ state }) => state === "done");
  expect(done.file).toBe("two.gguf");
  expect(host.requests.length).toBeGreaterThan(1);
});

it("two downloads share one limit", async () => {
  const from = await servedFile(content);
  const files = ["a", "b"].map((id) => offered(from.url, { id, file: `${id}.gguf` }));
  const { downloads } = testNode(testFolder(), files);
  downloads.saveSettings({ ...downloads.settings(), bytesPerSecond: 8 * CHUNK });
  const began = performance.now();
  const ids = [await downloads.start("a"), await downloads.start("b")].map(({ id }) => id);
  for (const id of ids) await until(downloads, id, ({ state }) => state === "done");
  const seconds = (performance.now() - began) / 1000;
  // Faster it may not be, however slow the machine is: the burst and the pieces on their way are let through at once.
  expect(2 * content.length).toBeLessThan(8 * CHUNK * (seconds + 0.25) + 8 * 65_536);
});
