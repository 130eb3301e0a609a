import { expect, it } from "vitest";
import { fuzzLoop } from "./fuzz-loop.ts";

const INPUTS = 100_000;
const MEBI = 1 << 20;

it("a hundred thousand malformed inputs neither end, stop nor fatten the node, and its books balance", async () => {
  const seed = Number(process.env.HEARTH_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const report = await fuzzLoop({ inputs: INPUTS, seed });
  console.log(JSON.stringify({ ...report, troubles: report.troubles.length }));
  expect(report.inputs).toBeGreaterThanOrEqual(INPUTS);
  // What the node calls a bug of its own is one.
  expect(report.troubles).toEqual([]);
  expect(report.balanced).toBe(true);
  // It served others and made blocks all the while; a busy machine has its share in the longest wait.
  expect(report.slowest).toBeLessThan(15_000);
  expect(report.blocks).toBeGreaterThan(5);
  expect(report.heapAfter - report.heapBefore).toBeLessThan(32 * MEBI);
  expect(report.resident).toBeLessThan(1_200 * MEBI);
}, 400_000);
