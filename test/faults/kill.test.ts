import { expect, it } from "vitest";
import { killLoop } from "./kill-loop.ts";

const KILLS = 12;

it("a chain that is killed again and again under load loses nothing final and holds together", async () => {
  const seed = Number(process.env.HEARTH_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const { kills, blocks, final } = await killLoop({ kills: KILLS, seed });
  expect(kills).toBe(KILLS);
  // It was at work when it was killed.
  expect(blocks).toBeGreaterThan(KILLS * 2);
  expect(final).toBeGreaterThan(KILLS);
}, 400_000);
