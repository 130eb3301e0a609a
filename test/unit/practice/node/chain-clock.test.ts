import { expect, it } from "vitest";
import { ChainClock } from "../../../../native/practice/node/chain-clock.ts";

it("is the wall clock until it was made to reach a later time, and goes on from there", () => {
  let wall = 1_000;
  const clock = new ChainClock(() => wall);
  expect(clock.now()).toBe(1_000);
  clock.reach(900);
  expect(clock.now()).toBe(1_000);
  clock.reach(5_000);
  expect(clock.now()).toBe(5_000);
  wall = 1_250;
  expect(clock.now()).toBe(5_250);
  clock.reach(5_100);
  expect(clock.now()).toBe(5_250);
});
