import { describe, expect, it } from "vitest";
import { fairQueue } from "../../../native/miner/endpoint/fair-queue.ts";

const calm = new AbortController().signal;

function gates() {
  const order: string[] = [];
  const open: (() => void)[] = [];
  const job = (name: string) => () =>
    new Promise<string>((resolve) => {
      order.push(name);
      open.push(() => resolve(name));
    });
  return { order, open, job };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the fair queue", () => {
  it("serves callers in turn, whoever asked most", async () => {
    const queue = fairQueue({ lanes: 1, perCaller: 8, total: 16 });
    const { order, open, job } = gates();
    for (const name of ["a1", "a2", "a3"]) queue.run("a", job(name), calm);
    queue.run("b", job("b1"), calm);
    queue.run("c", job("c1"), calm);
    for (let turn = 0; turn < 5; turn += 1) {
      open[turn]?.();
      await settle();
    }
    expect(order).toEqual(["a1", "a2", "b1", "c1", "a3"]);
  });

  it("takes a waiting job out when it is aborted, and never starts it", async () => {
    const queue = fairQueue({ lanes: 1, perCaller: 8, total: 16 });
    const { order, open, job } = gates();
    queue.run("a", job("a1"), calm);
    const leaving = new AbortController();
    const place = queue.run("a", job("a2"), leaving.signal);
    leaving.abort(new Error("left"));
    if (place.kind !== "accepted") throw new Error("refused");
    await expect(place.result).rejects.toThrow("left");
    expect(queue.waiting()).toBe(0);
    open[0]?.();
    await settle();
    expect(order).toEqual(["a1"]);
  });

  it("takes as many at once as there are lanes now: more after they grew, no new one after they shrank", async () => {
    let lanes = 1;
    const queue = fairQueue({ lanes: () => lanes, perCaller: 8, total: 16 });
    const { order, open, job } = gates();
    for (const name of ["a1", "a2", "a3", "a4"]) queue.run("a", job(name), calm);
    expect(order).toEqual(["a1"]);
    lanes = 2;
    queue.run("b", job("b1"), calm);
    expect(order).toEqual(["a1", "a2"]);
    lanes = 1;
    open[0]?.();
    await settle();
    expect(order).toEqual(["a1", "a2"]);
    open[1]?.();
    await settle();
    expect(order).toEqual(["a1", "a2", "b1"]);
  });

  it("frees the lane of a job that fails", async () => {
    const queue = fairQueue({ lanes: 1, perCaller: 1, total: 1 });
    const failing = queue.run("a", async () => Promise.reject(new Error("no")), calm);
    if (failing.kind !== "accepted") throw new Error("refused");
    await expect(failing.result).rejects.toThrow("no");
    const next = queue.run("a", async () => "yes", calm);
    if (next.kind !== "accepted") throw new Error("refused");
    expect(await next.result).toBe("yes");
  });
});
