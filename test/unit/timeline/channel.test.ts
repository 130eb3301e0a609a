import { describe, expect, it } from "vitest";
import { createChannel } from "../../../native/timeline/channel.ts";

describe("channel", () => {
  it("gives a follower every value in order and ends when its signal aborts", async () => {
    const channel = createChannel<number>();
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const value of channel.follow(stop.signal)) {
        seen.push(value);
        if (value === 3) stop.abort();
      }
    })();
    await Promise.resolve();
    channel.publish(1);
    channel.publish(2);
    channel.publish(3);
    channel.publish(4);
    await following;
    expect(seen).toEqual([1, 2, 3]);
  });

  it("bounds the backlog of a follower that does not read, keeping the newest", async () => {
    const channel = createChannel<number>();
    const follower = channel.follow();
    const first = follower.next();
    for (let value = 0; value < 5_000; value += 1) channel.publish(value);
    const seen = [(await first).value];
    for (let count = 0; count < 999; count += 1) seen.push((await follower.next()).value);
    expect(seen.at(-1)).toBe(4_999);
    await follower.return();
  });

  // defect: a status that changed while the first one was being sent was never shown
  it("loses nothing between what is now and what follows", async () => {
    const channel = createChannel<number>();
    const follower = channel.followFrom(() => 1);
    expect((await follower.next()).value).toBe(1);
    channel.publish(2);
    expect((await follower.next()).value).toBe(2);
    await follower.return();
  });
});
