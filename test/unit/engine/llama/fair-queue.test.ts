import { expect, test } from "vitest";
import { createFairQueue } from "../../../../native/engine/llama/queue/fair-queue.ts";

/** Tasks that finish when told, in the order they were started. */
function stage() {
  const started: string[] = [];
  const finish = new Map<string, () => void>();
  const task = (name: string) => () =>
    new Promise<string>((resolve) => {
      started.push(name);
      finish.set(name, () => resolve(name));
    });
  const settle = async (name: string): Promise<void> => {
    finish.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { started, task, settle };
}

test("requesters take turns, and each keeps its own order", async () => {
  const { started, task, settle } = stage();
  const queue = createFairQueue(["lane"], 10);
  const calls = [
    queue.run({ requester: "a" }, task("a1")),
    queue.run({ requester: "a" }, task("a2")),
    queue.run({ requester: "a" }, task("a3")),
    queue.run({ requester: "b" }, task("b1")),
    queue.run({ requester: "c" }, task("c1")),
    queue.run({ requester: "b" }, task("b2")),
  ];
  for (const name of ["a1", "a2", "b1", "c1", "a3", "b2"]) await settle(name);
  expect(started).toEqual(["a1", "a2", "b1", "c1", "a3", "b2"]);
  expect(await Promise.all(calls)).toEqual(["a1", "a2", "a3", "b1", "c1", "b2"]);
});

test("no lane has two tasks, and a failed task gives its lane back", async () => {
  const queue = createFairQueue([1, 2], 10);
  const busy = new Set<number>();
  const work = async (lane: number): Promise<void> => {
    expect(busy.has(lane)).toBe(false);
    busy.add(lane);
    await new Promise((resolve) => setImmediate(resolve));
    busy.delete(lane);
    throw new Error("broken");
  };
  const results = await Promise.allSettled(
    Array.from({ length: 9 }, () => queue.run({ requester: "a" }, work)),
  );
  expect(results.every(({ status }) => status === "rejected")).toBe(true);
  expect(await queue.run({ requester: "a" }, async (lane) => lane)).toBeGreaterThan(0);
});

test("a full queue refuses at once with the number that waits", async () => {
  const { task, settle } = stage();
  const queue = createFairQueue(["lane"], 1);
  const first = queue.run({ requester: "a" }, task("1"));
  const second = queue.run({ requester: "b" }, task("2"));
  await expect(queue.run({ requester: "c" }, task("3"))).rejects.toMatchObject({
    code: "QUEUE_FULL",
    detail: { waiting: 1, limit: 1, estimatedMillis: 0 },
  });
  await settle("1");
  await settle("2");
  expect(await Promise.all([first, second])).toEqual(["1", "2"]);
});

test("aborting while waiting frees the place and never starts the task", async () => {
  const { started, task, settle } = stage();
  const queue = createFairQueue(["lane"], 1);
  const first = queue.run({ requester: "a" }, task("1"));
  const controller = new AbortController();
  const second = queue.run({ requester: "b" }, task("2"), controller.signal);
  controller.abort();
  await expect(second).rejects.toMatchObject({ code: "CANCELLED" });
  const third = queue.run({ requester: "b" }, task("3"));
  await settle("1");
  await settle("3");
  await Promise.all([first, third]);
  expect(started).toEqual(["1", "3"]);
});

test("closing cancels what waits and lets what runs finish", async () => {
  const { task, settle } = stage();
  const queue = createFairQueue(["lane"], 5);
  const running = queue.run({ requester: "a" }, task("1"));
  const waiting = queue.run({ requester: "b" }, task("2"));
  let closed = false;
  const closing = queue.close().then(() => {
    closed = true;
  });
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
  expect(closed).toBe(false);
  await settle("1");
  await closing;
  expect(await running).toBe("1");
  await expect(queue.run({ requester: "a" }, task("3"))).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

test("a full queue tells how long a wait would be, by what tasks took, and keeps places for people", async () => {
  let now = 0;
  const queue = createFairQueue(["lane"], 4, () => now);
  const { task, settle } = stage();
  const first = queue.run({ requester: "a" }, task("1"));
  now = 1000;
  await settle("1");
  await first;
  const calls = [
    queue.run({ requester: "a" }, task("2")),
    queue.run({ requester: "a", priority: "background" }, task("3")),
    queue.run({ requester: "a", priority: "background" }, task("4")),
  ];
  await expect(
    queue.run({ requester: "b", priority: "background" }, task("5")),
  ).rejects.toMatchObject({
    code: "QUEUE_FULL",
    detail: { waiting: 2, limit: 2, estimatedMillis: 3000 },
  });
  calls.push(queue.run({ requester: "b", priority: "interactive" }, task("6")));
  for (const name of ["2", "6", "3", "4"]) await settle(name);
  await Promise.all(calls);
});

test("a task may choose among the free lanes, and takes the one that is free the longest otherwise", async () => {
  const queue = createFairQueue(["x", "y", "z"], 4);
  const run = (choose?: (free: readonly string[]) => number) =>
    queue.run(
      { requester: "a", ...(choose === undefined ? {} : { choose }) },
      async (lane) => lane,
    );
  expect(await run((free) => free.indexOf("y"))).toBe("y");
  expect(await run()).toBe("x");
  expect(await run(() => -1)).toBe("z");
});
