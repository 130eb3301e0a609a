import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ChainDatabase } from "../../native/practice/node/database.ts";
import { balances } from "../../native/practice/runtime/balances/pallet.ts";
import { storage } from "../../native/practice/runtime/subtensor/pallet.ts";
import { BenchChain } from "../bench/bench-chain.ts";
import { auditChain } from "./chain-audit.ts";
import { replayLog } from "./replay-log.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-audit-"));
  file = join(folder, "chain.sqlite");
  const database = new ChainDatabase(file, folder);
  const bench = new BenchChain(database, 20, 1_000);
  for (let count = 0; count < 25; count += 1) bench.produce();
  database.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const audit = (from = 0): number => {
  const { best, close } = auditChain(file, from);
  close();
  return best;
};
const change = (sql: string, ...values: (string | number | Uint8Array)[]): void => {
  const database = new DatabaseSync(file);
  expect(database.prepare(sql).run(...values).changes).toBeGreaterThan(0);
  database.close();
};
const key = (hex: string): Uint8Array => Buffer.from(hex, "hex");

it("finds nothing wrong with a chain as the node left it, from its beginning or from later on", () => {
  expect(audit()).toBe(25);
  expect(audit(17)).toBe(25);
});

it("runs its blocks again to the same roots, and sees where one was left out or another time was given", () => {
  const { log, close } = auditChain(file, 0);
  const { first, blocks } = log();
  close();
  const again = (name: string, changed: typeof blocks): void => {
    const place = join(folder, name);
    mkdirSync(place);
    replayLog({ first, blocks: changed, blockMillis: 1_000 }, place);
  };
  again("whole", blocks);
  const longest = blocks.findIndex(({ extrinsics }) => extrinsics.length > 1);
  expect(longest).toBeGreaterThanOrEqual(0);
  const without = blocks.map((block, index) =>
    index === longest ? { ...block, extrinsics: block.extrinsics.slice(0, 1) } : block,
  );
  expect(() => again("without", without)).toThrow(/block \d+ gives/);
  expect(() => again("gap", blocks.toSpliced(3, 1))).toThrow(/block \d+ gives/);
});

it("sees a value of the state that no block wrote", () => {
  const bits = key(storage.SubnetMovingPrice.key(1));
  change("UPDATE state SET value = x'00000000000000000000000000000001' WHERE key = ?", bits);
  expect(() => audit()).toThrow(/block \d+ says 0x\S+, .* gives 0x/);
});

it("sees a state that is a block ahead of, or behind, its newest block", () => {
  change("DELETE FROM block WHERE number = 25");
  change("DELETE FROM history WHERE block = 25");
  expect(() => audit()).toThrow(/block \d+ says 0x\S+, .* gives 0x/);
});

it("sees coins out of nothing", () => {
  const issuance = key(balances.storage.TotalIssuance.key());
  change("UPDATE state SET value = x'0100000000000000' WHERE key = ?", issuance);
  expect(() => audit()).toThrow(/the books/);
});

it("sees a hole in the row of blocks", () => {
  change("DELETE FROM block WHERE number = 12");
  expect(() => audit()).toThrow("block 12 is missing");
});

it("sees a header that was changed", () => {
  change("UPDATE block SET hash = zeroblob(32) WHERE number = 12");
  expect(() => audit()).toThrow("block 12 has another hash");
});
