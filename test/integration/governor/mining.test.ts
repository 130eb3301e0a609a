import { afterAll, expect, test } from "vitest";
import {
  hearth,
  type Product,
  password,
  readyWallet,
  startProduct,
  temporaryFolder,
  until,
  untilMining,
} from "../../fakes/product.ts";

const folder = temporaryFolder("governor");
let product: Product;

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  folder.remove();
});

test("a whole node mines, pauses, gives its memory back and earns again by itself", async () => {
  product = await startProduct({ folder: folder.path });
  const { client } = product;
  // Nothing that a fresh node does by default holds back a first try.
  expect(await client.governor.status({})).toMatchObject({ state: "running", pace: 1 });
  await readyWallet(client);
  await client.mining.start({ password });
  await untilMining(client, ({ state }) => state === "earning", "earning", 120_000);

  await client.governor.pause({});
  await untilMining(client, ({ state }) => state === "paused", "the pause");
  const paused = await until(async () => {
    const status = await client.governor.status({});
    return status.state === "paused" && status.freed !== undefined ? status : undefined;
  }, "the proof");
  expect(paused.pace).toBe(0);
  expect(paused.reasons[0]).toMatchObject({ kind: "hand", action: "pause" });
  expect(paused.freed).toMatchObject({ proven: true });
  const { challenges } = await client.mining.status({});
  // Validators go on asking; each is told at once.
  const refused = await untilMining(
    client,
    (status) => status.challenges.refused > challenges.refused,
    "a refusal",
  );
  expect(refused.state).toBe("paused");

  const asked = await hearth(["call", "governor.status", "{}"], { HEARTH_HOME: folder.path });
  expect(JSON.parse(asked.stdout)).toMatchObject({ state: "paused" });
  const resumed = await hearth(["call", "governor.resume", "{}"], { HEARTH_HOME: folder.path });
  expect(resumed.code).toBe(0);
  const before = refused.challenges.answered;
  await untilMining(
    client,
    ({ state, steps, challenges: { answered } }) =>
      state === "earning" && answered > before && steps.every((step) => step.state === "done"),
    "earning again",
    120_000,
  );
  const lines = await client.node.timeline({ limit: 500 });
  expect(lines.filter(({ source }) => source === "governor").map(({ message }) => message)).toEqual(
    ["governor.resumed", "governor.freed", "governor.pause.hand"],
  );
}, 300_000);

test("the command line reads and saves settings, and a week is previewed with them", async () => {
  const call = async (procedure: string, input: unknown = {}) => {
    const words = ["call", `governor.${procedure}`, JSON.stringify(input)];
    const { code, stdout, stderr } = await hearth(words, { HEARTH_HOME: folder.path });
    return { code, value: JSON.parse(code === 0 ? stdout : stderr) };
  };
  const { value: settings } = await call("settings");
  const night = settings.schedule.hours.map((day: boolean[]) =>
    day.map((_: boolean, hour: number) => hour < 6),
  );
  const wanted = { ...settings, schedule: { enabled: true, hours: night } };
  const { value: plan } = await call("preview", { settings: wanted });
  expect(plan.hours).toBeGreaterThanOrEqual(6 * 6);
  expect(plan.hours).toBeLessThanOrEqual(6 * 7 + 1);
  expect(plan.slots.length).toBeGreaterThanOrEqual(14);
  // A preview changes nothing.
  expect((await call("settings")).value).toEqual(settings);
  const saved = await call("save", { ...settings, presence: { action: "slow", idleMinutes: 10 } });
  expect(saved).toMatchObject({ code: 0, value: { presence: { action: "slow" } } });
  const wrong = { ...settings, temperature: { ...settings.temperature, resumeBelow: 100 } };
  const refused = await call("save", wrong);
  expect(refused.code).not.toBe(0);
  expect(refused.value).toMatchObject({ code: "BAD_INPUT" });
  expect((await call("settings")).value).toEqual(saved.value);
});
