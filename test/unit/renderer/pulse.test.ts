import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepPulse } from "../../../renderer/app/pulse.ts";
import type { ConnectionState } from "../../../renderer/app/transport/connection-state.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A node that answers while `answers`, and a connection that tells its listeners. */
function bench(state: ConnectionState) {
  const listeners = new Set<() => void>();
  const waiting: ((answered: boolean) => void)[] = [];
  const all = {
    state,
    answers: true,
    asked: 0,
    set: (next: ConnectionState): void => {
      all.state = next;
      for (const listener of listeners) listener();
    },
    /** Answers everything that hangs. */
    wake: (answered: boolean): void => {
      for (const answer of waiting.splice(0)) answer(answered);
    },
    end: (): void => {},
  };
  all.end = keepPulse({
    ask: () => {
      all.asked += 1;
      return all.answers
        ? Promise.resolve(true)
        : new Promise((resolve) => void waiting.push(resolve));
    },
    connection: {
      get: () => all.state,
      set: all.set,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    everyMillis: 5_000,
    patienceMillis: 10_000,
  });
  return all;
}

const open: ConnectionState = { kind: "open", since: 0 };

test("a node that answers stays open, and is asked at once when it is reached", async () => {
  const all = bench({ kind: "connecting", attempt: 0 });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(all.asked).toBe(0);
  all.set(open);
  expect(all.asked).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(all.state).toBe(open);
  expect(all.asked).toBeGreaterThan(10);
  all.end();
});

test("without an answer in time it is silent, and open again with any answer", async () => {
  const all = bench(open);
  all.answers = false;
  await vi.advanceTimersByTimeAsync(14_000);
  expect(all.state.kind).toBe("open");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(all.state.kind).toBe("silent");
  all.wake(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(all.state.kind).toBe("silent");
  await vi.advanceTimersByTimeAsync(6_000);
  all.wake(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(all.state.kind).toBe("open");
  all.end();
});

test("a socket that broke meanwhile is not called silent, and a computer that slept accuses nobody", async () => {
  const broken = bench(open);
  broken.answers = false;
  await vi.advanceTimersByTimeAsync(8_000);
  const waiting: ConnectionState = { kind: "waiting", attempt: 1, retryAt: 0 };
  broken.set(waiting);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(broken.state).toBe(waiting);
  broken.end();

  const slept = bench(open);
  slept.answers = false;
  await vi.advanceTimersByTimeAsync(6_000);
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(9_500);
  expect(slept.state.kind).toBe("open");
  slept.end();
  const before = slept.asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(slept.asked).toBe(before);
});

test("a node that hangs is not asked each beat again: the questions that wait for it stay few, and its waking is seen at once", async () => {
  const all = bench(open);
  all.answers = false;
  const before = all.asked;
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(all.state.kind).toBe("silent");
  expect(all.asked - before).toBeGreaterThan(1);
  expect(all.asked - before).toBeLessThan(12);
  all.answers = true;
  all.wake(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(all.state.kind).toBe("open");
  const woken = all.asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(all.asked - woken).toBe(12);
  all.end();
});

test("one answer that never comes does not leave a node silent that answers again", async () => {
  const all = bench(open);
  all.answers = false;
  await vi.advanceTimersByTimeAsync(6_000);
  all.answers = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(all.state.kind).toBe("open");
  all.end();
});

test("a new connection is asked at once and each beat, whatever an old one still owes", async () => {
  const all = bench(open);
  all.answers = false;
  await vi.advanceTimersByTimeAsync(600_000);
  all.set({ kind: "waiting", attempt: 1, retryAt: 0 });
  all.answers = true;
  const before = all.asked;
  all.set({ kind: "open", since: 1 });
  expect(all.asked - before).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(all.asked - before).toBe(13);
  all.wake(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(all.asked - before).toBe(25);
  all.end();
});
