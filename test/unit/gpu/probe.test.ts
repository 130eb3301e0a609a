import { expect, test } from "vitest";
import { createProbe } from "../../../native/gpu/probe.ts";

test("a probe that hangs is not waited for, and not asked again before it answers", async () => {
  let asked = 0;
  let answer = (_value: string): void => {};
  let now = 0;
  const probe = createProbe({
    ask: () => {
      asked += 1;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    },
    freshFor: () => 10,
    timeout: 20,
    now: () => now,
  });
  expect(await probe.read()).toEqual({ kind: "failed", reason: "it did not answer in time" });
  expect((await probe.read()).kind).toBe("failed");
  expect(asked).toBe(1);
  answer("late");
  await new Promise((resolve) => setImmediate(resolve));
  expect(await probe.read()).toEqual({ kind: "fresh", value: "late", age: 0 });
  now += 11;
  expect(await probe.read()).toMatchObject({ kind: "stale", value: "late" });
  expect(asked).toBe(2);
});

// defect: a probe that had failed was asked again at each sample, a program more for a driver that hangs
test("a probe that failed rests, longer each time, until it answers", async () => {
  let now = 0;
  let asked = 0;
  let broken = true;
  const probe = createProbe({
    ask: async () => {
      asked += 1;
      if (broken) throw new Error(`failure ${asked}`);
      return "well";
    },
    freshFor: () => 10,
    timeout: 1000,
    rest: (failures) => 100 * failures,
    now: () => now,
  });
  expect(await probe.read()).toEqual({ kind: "failed", reason: "failure 1" });
  now = 99;
  expect(await probe.read()).toEqual({ kind: "failed", reason: "failure 1" });
  now = 100;
  expect(await probe.read()).toEqual({ kind: "failed", reason: "failure 2" });
  now = 299;
  expect(await probe.read()).toEqual({ kind: "failed", reason: "failure 2" });
  // A clock that was set back.
  now = 0;
  expect(await probe.read()).toEqual({ kind: "failed", reason: "failure 3" });
  broken = false;
  now = 300;
  expect(await probe.read()).toEqual({ kind: "fresh", value: "well", age: 0 });
  broken = true;
  now = 310;
  expect(await probe.read()).toMatchObject({ kind: "stale", value: "well", reason: "failure 5" });
  now = 409;
  expect(await probe.read()).toMatchObject({ kind: "stale", age: 109, reason: "failure 5" });
  now = 410;
  expect(await probe.read()).toMatchObject({ kind: "stale", reason: "failure 6" });
});

test("a question that hangs is waited for once, not at every reading", async () => {
  const probe = createProbe({
    ask: () => new Promise<string>(() => {}),
    freshFor: () => 10,
    timeout: 50,
    now: () => 0,
  });
  await probe.read();
  const first = await Promise.race([
    probe.read().then(({ kind }) => kind),
    new Promise((resolve) => setImmediate(() => resolve("waits"))),
  ]);
  expect(first).toBe("failed");
});

test("a question that is slow by nature is no news until its time is over", async () => {
  let now = 0;
  let answer = (_value: string): void => {};
  const probe = createProbe({
    ask: () =>
      new Promise<string>((resolve) => {
        answer = resolve;
      }),
    freshFor: () => 10,
    timeout: 1,
    patience: 100,
    now: () => now,
  });
  expect(await probe.read()).toEqual({ kind: "pending" });
  now = 99;
  expect(await probe.read()).toEqual({ kind: "pending" });
  now = 100;
  expect(await probe.read()).toMatchObject({ kind: "failed" });
  answer("list");
  await new Promise((resolve) => setImmediate(resolve));
  now = 150;
  expect(await probe.read()).toEqual({ kind: "fresh", value: "list", age: 50 });
  now = 250;
  expect(await probe.read()).toMatchObject({ kind: "stale", value: "list", age: 150 });
});

test("a failure is told while it rests, though an answer of before would be young enough by now", async () => {
  let now = 0;
  let freshFor = 10;
  const ask = async (): Promise<string> => {
    if (now === 0) return "well";
    throw new Error("ill");
  };
  const probe = createProbe({
    ask,
    freshFor: () => freshFor,
    timeout: 50,
    rest: () => 100,
    now: () => now,
  });
  await probe.read();
  now = 20;
  await probe.read();
  freshFor = 1000;
  expect(await probe.read()).toEqual({ kind: "stale", value: "well", age: 20, reason: "ill" });
});
