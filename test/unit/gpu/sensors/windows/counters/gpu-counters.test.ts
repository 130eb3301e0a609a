import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  counterFormat,
  counterStatus,
} from "../../../../../../native/gpu/sensors/windows/counters/counter-port.ts";
import { gpuCounters } from "../../../../../../native/gpu/sensors/windows/counters/gpu-counters.ts";
import { luidText } from "../../../../../../native/gpu/sensors/windows/counters/gpu-instances.ts";
import { counterPaths, fakeCounters } from "../../../../../fakes/fake-counters.ts";

const CARD = "luid_0x00000000_0x0000D5B4_phys_0";
const luid = luidText(0, 0xd5b4);
const lists = {
  engines: [{ name: `pid_7_${CARD}_eng_0_engtype_3D`, value: 80 }],
  adapters: [{ name: CARD, value: 5_000 }],
  programs: [{ name: `pid_7_${CARD}`, value: 4_000 }],
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Time passes, and then one asks. */
async function later<T>(millis: number, ask: () => Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(millis);
  const answer = ask();
  await vi.advanceTimersByTimeAsync(150);
  return answer;
}

describe("Windows' counters", () => {
  test("tell memory at once, and load from the second sample on, with handles that stay open", async () => {
    const port = fakeCounters(lists);
    const read = gpuCounters(port, Date.now);
    const first = await later(0, read);
    expect(first.usedBytes.get(luid)).toBe(5_000);
    expect(first.programs.get(luid)).toEqual([{ pid: 7, bytes: 4_000 }]);
    expect(first.loads.size).toBe(0);
    expect(first.notes).toEqual([]);
    expect((await later(850, read)).loads.get(luid)).toBe(0.8);
    for (let second = 0; second < 60; second += 1) await later(850, read);
    expect(port.calls).toMatchObject({ openQuery: 2, addCounter: 3, closeQuery: 0 });
    // A query for the engines and one for the memory, once a second each.
    expect(port.calls.collect).toBe(124);
  });

  test("are asked by their English names: a Windows that has none of them is said, and asked ever more seldom", async () => {
    const port = fakeCounters();
    const read = gpuCounters(port, Date.now);
    const { notes } = await later(0, read);
    expect(notes).toEqual([
      "Load or memory of the GPU may be missing: this Windows has no GPU counters.",
    ]);
    for (let second = 0; second < 600; second += 1) await later(850, read);
    expect(port.calls.addCounter).toBeLessThan(20);
    expect(port.calls.closeQuery).toBe(port.calls.openQuery);
    for (const [key, list] of Object.entries(lists))
      port.lists.set(counterPaths[key as keyof typeof lists], list);
    let told = await later(0, read);
    for (let minute = 0; minute < 60 && told.notes.length > 0; minute += 1)
      told = await later(60_000, read);
    expect(told.usedBytes.get(luid)).toBe(5_000);
  });

  test("that fail under way are opened anew, and what is older than ten seconds is not shown", async () => {
    const port = fakeCounters(lists);
    const read = gpuCounters(port, Date.now);
    await later(0, read);
    await later(850, read);
    port.collectStatus = 0xc0000bc0;
    expect((await later(850, read)).loads.get(luid)).toBe(0.8);
    const late = await later(11_000, read);
    expect(late).toMatchObject({ loads: new Map(), usedBytes: new Map() });
    expect(late.notes[0]).toContain("0xC0000BC0");
    expect(port.calls.closeQuery).toBe(port.calls.openQuery);
    port.collectStatus = 0;
    await later(20_000, read);
    expect((await later(1_000, read)).loads.get(luid)).toBe(0.8);
  });

  // defect: the query was closed, opened anew and rested for five seconds
  test("whose rate is negative once keep their handles and the load of before, for ten seconds at most", async () => {
    const port = fakeCounters(lists);
    const read = gpuCounters(port, Date.now);
    await later(0, read);
    await later(850, read);
    const { items } = port;
    port.items = async (counter, format, room) =>
      format === counterFormat.share
        ? { status: 0x800007d8, bytes: 0, count: 0, address: 0n }
        : items(counter, format, room);
    const once = await later(850, read);
    expect([once.loads.get(luid), once.notes]).toEqual([0.8, []]);
    await later(5_000, read);
    expect(await later(6_000, read)).toMatchObject({ loads: new Map(), notes: [] });
    port.items = items;
    expect((await later(850, read)).loads.get(luid)).toBe(0.8);
    expect(port.calls).toMatchObject({ openQuery: 2, closeQuery: 0 });
  });

  test("without any program on a GPU tell nothing, and no trouble", async () => {
    const port = fakeCounters(lists);
    port.collectStatus = counterStatus.noData;
    const told = await later(0, gpuCounters(port, Date.now));
    expect(told).toEqual({
      loads: new Map(),
      usedBytes: new Map(),
      programs: new Map(),
      notes: [],
    });
  });

  test("that hang hold nobody up, are asked once, are said, and go on by themselves", async () => {
    const port = fakeCounters(lists);
    const read = gpuCounters(port, Date.now);
    await later(0, read);
    await later(850, read);
    const letGo = port.hold();
    const { collect } = port.calls;
    expect((await later(850, read)).loads.get(luid)).toBe(0.8);
    for (let second = 0; second < 30; second += 1) {
      const answer = read();
      const started = Date.now();
      // Whoever comes later is not even kept for the moment that the first one waits.
      await vi.advanceTimersByTimeAsync(0);
      await answer;
      expect(Date.now()).toBe(started);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(port.calls.collect).toBe(collect + 2);
    const told = await read();
    expect(told.loads.size).toBe(0);
    expect(told.notes).toEqual([
      "Load or memory of the GPU may be missing: it did not answer in time.",
    ]);
    letGo();
    await later(1_000, read);
    expect((await later(1_000, read)).notes).toEqual([]);
  });

  // defect: what a slow Windows told was dropped before it was asked again: figures came and went
  test.each([20, 60, 120])(
    "that take %d ms a time have a figure in every second",
    async (millis) => {
      const port = fakeCounters(lists);
      const read = gpuCounters(port, Date.now);
      port.onCollect = () => vi.setSystemTime(Date.now() + millis);
      await later(0, read);
      await later(850, read);
      const { collect } = port.calls;
      for (let second = 0; second < 600; second += 1) {
        const { loads, usedBytes, programs } = await later(850, read);
        expect([loads.size, usedBytes.size, programs.size]).toEqual([1, 1, 1]);
      }
      expect(port.calls.collect).toBeGreaterThan(collect + 10);
    },
  );

  test("that cost more than a minute's ration tell nothing of a minute ago", async () => {
    const port = fakeCounters(lists);
    const read = gpuCounters(port, Date.now);
    await later(0, read);
    await later(850, read);
    port.onCollect = () => vi.setSystemTime(Date.now() + 1_000);
    await later(850, read);
    const { collect } = port.calls;
    expect((await later(59_000, read)).usedBytes.size).toBe(1);
    expect((await later(2_000, read)).usedBytes.size).toBe(0);
    expect(port.calls.collect).toBe(collect);
  });

  test.each([2, 20, 80, 400])(
    "that take %d ms a time cost less than a hundredth of the time, however often they are asked",
    async (millis) => {
      const port = fakeCounters(lists);
      const read = gpuCounters(port, Date.now);
      let spent = 0;
      port.onCollect = () => {
        spent += millis;
        vi.setSystemTime(Date.now() + millis);
      };
      const from = Date.now();
      // Ten a second, as a pause asks; real readers come once a second.
      while (Date.now() - from < 600_000) {
        void read();
        await vi.advanceTimersByTimeAsync(100);
      }
      // What was saved up for both at the start, and one sample each that may overdraw it.
      expect(spent).toBeLessThanOrEqual(0.008 * (Date.now() - from) + 2 * (250 + millis));
      expect(port.calls.collect).toBeGreaterThan(4);
    },
  );
});
