import { expect, it } from "vitest";
import { type Download, download } from "../../../../native/api/downloads.ts";
import { modelBytes, sha256Of } from "../../../fakes/file-server.ts";
import { CHUNK, servedFile, testFolder } from "./run-setup.ts";
import { offered, testNode, until } from "./service-setup.ts";

const content = modelBytes(10 * CHUNK + 3);
const sha256 = sha256Of(content);

// defect: a download that waited said that it waits, and neither for what nor what had failed
it("while a server that asked for a pause is waited for, the contract says what it answered and when it is asked again", async () => {
  const from = await servedFile(content);
  const busy = { kind: "status", status: 429, headers: { "retry-after": "600" } } as const;
  from.behave((_request, count) => (count < 4 ? { kind: "honest" } : busy));
  const began = Date.now();
  const { downloads } = testNode(testFolder(), [offered(`${from.url}?token=secret`)]);
  const { id } = await downloads.start("m/file");
  const waits = await until(downloads, id, ({ waitingFor }) => waitingFor === "rate-limit");
  const { host } = new URL(from.url);
  expect(waits.lastFailure).toMatchObject({ code: "busy", host, times: 1 });
  expect(waits.lastFailure?.reason).toContain("429");
  expect(waits.lastFailure?.at).toBeGreaterThanOrEqual(began);
  expect(waits.retryAt).toBeGreaterThan(began + 590_000);
  expect(waits.retryAt).toBeLessThan(Date.now() + 601_000);
  expect(JSON.stringify(waits)).not.toContain("secret");
  expect(download.safeParse(waits).success).toBe(true);
  // A person need not wait for it.
  from.behave(() => ({ kind: "honest" }));
  await downloads.pause(id);
  const resumed = await downloads.resume(id);
  expect(resumed.lastFailure).toBeUndefined();
  const done = await until(downloads, id, ({ state }) => state === "done");
  expect(done).toMatchObject({ sha256 });
  expect(done.waitingFor ?? done.lastFailure ?? done.retryAt).toBeUndefined();
});

// defect: what the first question waited for was told to nobody
it("a server that is away from the beginning is told before a byte has come", async () => {
  const from = await servedFile(content);
  await from.stop();
  const { downloads } = testNode(testFolder(), [offered(from.url)]);
  const { id } = await downloads.start("m/file");
  const waits = await until(downloads, id, ({ waitingFor }) => waitingFor === "network");
  expect(waits).toMatchObject({ state: "checking", doneBytes: 0 });
  expect(waits.lastFailure).toMatchObject({ code: "network" });
  expect(waits.lastFailure?.reason).toContain("takes no connection");
  await from.restart();
  expect(await until(downloads, id, ({ state }) => state === "done")).toMatchObject({ sha256 });
});

it("of a mirror and a host that both fail, the one that is asked next is named", async () => {
  const [mirror, host] = [await servedFile(content), await servedFile(content)];
  const busy = { kind: "status", status: 503, headers: { "retry-after": "900" } } as const;
  mirror.behave(() => busy);
  host.behave(() => ({ ...busy, headers: { "retry-after": "300" } }));
  const { downloads } = testNode(testFolder(), [offered(host.url)]);
  const { hostname } = new URL(host.url);
  downloads.saveSettings({
    ...downloads.settings(),
    mirrors: [{ host: hostname, mirrors: [mirror.origin] }],
  });
  const { id } = await downloads.start("m/file");
  const waits = await until(downloads, id, ({ lastFailure }) => lastFailure !== undefined);
  expect(waits.lastFailure?.host).toBe(new URL(host.url).host);
  expect(mirror.requests.length).toBeGreaterThan(0);
});

it("a full disk is told as what is waited for, with when it is looked at next", async () => {
  const from = await servedFile(content);
  const { downloads } = testNode(testFolder(), [offered(from.url)], {
    free: async () => (from.requests.length === 0 ? 1e15 : 0),
    diskPollMillis: 60_000,
  });
  const { id } = await downloads.start("m/file");
  const waits = await until(downloads, id, ({ waitingFor }) => waitingFor === "disk");
  expect(waits).toMatchObject({ state: "paused", error: { code: "DISK_FULL" } });
  expect(waits.error?.detail).toMatchObject({ available: 0, missing: content.length });
  expect(waits.retryAt).toBeGreaterThan(Date.now() - 60_000);
  // A person's pause waits for that person.
  expect((await downloads.pause(id)).waitingFor).toBeUndefined();
});

// defect: a connection that had begun to wait for a limit waited it out, minutes after the limit was taken away
it("the speed limit is told as what is waited for, and taking it away holds at once", async () => {
  const from = await servedFile(content);
  const { downloads } = testNode(testFolder(), [offered(from.url)]);
  downloads.saveSettings({ ...downloads.settings(), bytesPerSecond: 1024 });
  const { id } = await downloads.start("m/file");
  // Longer than this test waits for anything.
  const isHeld = ({ waitingFor, retryAt = 0 }: Download): boolean =>
    waitingFor === "limit" && retryAt - Date.now() > 45_000;
  expect(await until(downloads, id, isHeld)).toMatchObject({ state: "running" });
  const { bytesPerSecond: _limit, ...free } = downloads.settings();
  downloads.saveSettings(free);
  expect(await until(downloads, id, ({ state }) => state === "done")).toMatchObject({ sha256 });
});

it("in the queue each says how many come before it", async () => {
  const from = await servedFile(content);
  from.slow(1);
  const names = ["a", "b", "c", "d"];
  const files = names.map((id) => offered(from.url, { id, file: `${id}.gguf` }));
  const { downloads } = testNode(testFolder(), files);
  downloads.saveSettings({ ...downloads.settings(), atOnce: 1 });
  for (const { id } of files) await downloads.start(id);
  const ahead = () => downloads.list().map((each) => each.ahead);
  expect(ahead()).toEqual([undefined, 1, 2, 3]);
  await downloads.pause(downloads.list()[1]?.id ?? "");
  expect(ahead()).toEqual([undefined, undefined, 1, 2]);
});
