import { expect, it } from "vitest";
import { downloadKills } from "./download-kills.ts";

const KILLS = 10;

it("a download that is killed again and again comes out whole, and each kill costs at most the chunks on their way", async () => {
  const seed = Number(process.env.HEARTH_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const report = await downloadKills({ kills: KILLS, seed });
  expect(report.kills).toBeGreaterThanOrEqual(KILLS);
  // It was at work when it was killed.
  expect(report.underWay).toBeGreaterThan(KILLS / 3);
}, 400_000);
