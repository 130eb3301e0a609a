import { expect, test } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import { createPauseGate } from "../../../../native/engine/process/pause-gate.ts";

/** Work that ends when it is told to, or with CANCELLED when its signal aborts. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return {
    finish: () => resolve("done"),
    task: (signal: AbortSignal) => {
      signal.addEventListener("abort", () => reject(new HearthError("CANCELLED")));
      return promise;
    },
  };
}

test("what was accepted may finish, and what comes later is told why not", async () => {
  const gate = createPauseGate();
  const { task, finish } = work();
  const running = gate.pass(task);
  const shut = gate.shut("presence", 60_000);
  expect(gate.reason()).toBe("presence");
  await expect(gate.pass(async () => "late")).rejects.toMatchObject({
    code: "PAUSED",
    detail: { reason: "presence" },
  });
  finish();
  expect(await running).toBe("done");
  await shut;
  gate.open();
  expect(await gate.pass(async () => "again")).toBe("again");
});

test("what does not finish within the grace is cut short with PAUSED", async () => {
  const gate = createPauseGate();
  const running = gate.pass(work().task);
  const shut = gate.shut("temperature", 1);
  await expect(running).rejects.toMatchObject({ code: "PAUSED" });
  await shut;
});

test("a second wish shortens the grace, and a longer one does not stretch it", async () => {
  const gate = createPauseGate();
  const running = gate.pass(work().task);
  const first = gate.shut("hand", 600_000);
  const second = gate.shut("temperature", 0);
  const third = gate.shut("hand", 600_000);
  await expect(running).rejects.toMatchObject({
    code: "PAUSED",
    detail: { reason: "temperature" },
  });
  await Promise.all([first, second, third]);
});

test("the caller's own abort and the work's own failure stay what they are", async () => {
  const gate = createPauseGate();
  const leaving = new AbortController();
  const left = gate.pass(work().task, leaving.signal);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
  const failed = gate.pass(async () => {
    throw new HearthError("QUEUE_FULL");
  });
  const shut = gate.shut("hand", 0);
  await expect(failed).rejects.toMatchObject({ code: "QUEUE_FULL" });
  await shut;
});

test("after it opened again, the next shutting cuts only what came in since", async () => {
  const gate = createPauseGate();
  await gate.shut("hand", 0);
  gate.open();
  const { task, finish } = work();
  const running = gate.pass(task);
  finish();
  expect(await running).toBe("done");
});
