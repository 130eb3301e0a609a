import { expect, it } from "vitest";
import { downloadKills } from "./download-kills.ts";
import { joinKills } from "./join-kills.ts";

const KILLS = 10;

it("a download that is killed again and again comes out whole, and each kill costs at most the chunks on their way", async () => {
  const seed = Number(process.env.HEARTH_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const report = await downloadKills({ kills: KILLS, seed });
  expect(report.kills).toBeGreaterThanOrEqual(KILLS);
  // It was at work when it was killed.
  expect(report.underWay).toBeGreaterThan(0);
}, 400_000);

// defect: a join that was interrupted began again from all parts, which therefore had to stay beside the whole
it("a join that is killed again and again goes on from what is there, fetches nothing again and comes out whole", async () => {
  const seed = Number(process.env.HEARTH_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const report = await joinKills({ kills: KILLS, seed });
  expect(report.kills).toBeGreaterThanOrEqual(KILLS);
  // Some parts were joined and deleted, and others were not.
  expect(report.within).toBeGreaterThan(0);
}, 400_000);
