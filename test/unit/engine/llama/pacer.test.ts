import { expect, test } from "vitest";
import { createPacer, restFor } from "../../../../native/engine/llama/queue/pacer.ts";

test("rest is to work as the rest of the share is to the share", () => {
  expect(restFor(1)).toBe(0);
  expect(restFor(0.5)).toBe(1);
  expect(restFor(0.25)).toBe(3);
});

/** A clock that only passes take time on; rests are awaited on the real one and counted. */
function clocked() {
  let time = 0;
  const pacer = createPacer(() => time);
  const pass = (millis: number) => async (): Promise<number> => {
    time += millis;
    return time;
  };
  return { pacer, pass, advance: (millis: number) => (time += millis), now: () => time };
}

test("at full speed nothing waits", async () => {
  const { pacer, pass } = clocked();
  expect(await pacer.work(pass(1000))).toBe(1000);
  expect(await pacer.work(pass(1000))).toBe(2000);
});

test("at half speed the next pass waits as long as the last one took", async () => {
  const { pacer, pass, advance } = clocked();
  pacer.setShare(0.5);
  await pacer.work(pass(400));
  let ran = false;
  const next = pacer.work(pass(10)).then(() => {
    ran = true;
  });
  advance(399);
  // Timers look at the clock again; it has not moved far enough.
  pacer.setShare(0.5);
  await Promise.resolve();
  expect(ran).toBe(false);
  advance(1);
  pacer.setShare(0.5);
  await next;
  expect(ran).toBe(true);
});

test("short rests are saved up until they are worth a timer", async () => {
  const { pacer, pass, now } = clocked();
  pacer.setShare(0.5);
  for (let count = 0; count < 20; count++) await pacer.work(pass(1));
  expect(now()).toBe(20);
});

test("time in which nobody asked counts as rest", async () => {
  const { pacer, pass, advance, now } = clocked();
  pacer.setShare(0.1);
  await pacer.work(pass(100));
  advance(900);
  await pacer.work(pass(1));
  expect(now()).toBe(1001);
});

test("overlapping passes are one stretch, and a long one lets nobody else in", async () => {
  const { pacer, advance } = clocked();
  pacer.setShare(0.5);
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const one = pacer.work(() => first.promise);
  await Promise.resolve();
  advance(50);
  const two = pacer.work(() => second.promise);
  await Promise.resolve();
  advance(60);
  let ran = false;
  const three = pacer.work(async () => {
    ran = true;
  });
  first.resolve();
  await one;
  expect(ran).toBe(false);
  second.resolve();
  await two;
  expect(ran).toBe(false);
  advance(110);
  pacer.setShare(0.5);
  await three;
});

test("a standstill lasts until the share changes, and its debt is forgotten in proportion", async () => {
  const { pacer, pass } = clocked();
  pacer.setShare(0);
  let ran = false;
  const waiting = pacer.work(pass(1)).then(() => {
    ran = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(ran).toBe(false);
  pacer.setShare(1);
  await waiting;
});

test("who waits can leave, and an aborted one never starts", async () => {
  const { pacer, pass } = clocked();
  pacer.setShare(0);
  const leaving = new AbortController();
  const waiting = pacer.work(pass(1), leaving.signal);
  leaving.abort();
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(pacer.work(pass(1), leaving.signal)).rejects.toMatchObject({ code: "CANCELLED" });
});

test("a failed pass counts as work and hands on its failure", async () => {
  const { pacer, pass } = clocked();
  await expect(
    pacer.work(async () => {
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await pacer.work(pass(5))).toBe(5);
});
