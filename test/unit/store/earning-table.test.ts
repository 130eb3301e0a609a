import { describe, expect, it } from "vitest";
import { openStore } from "../../../native/store/database.ts";
import { createEarningTable, type NewEarning } from "../../../native/store/earning-table.ts";

const reward = (over: Partial<NewEarning> = {}): NewEarning => ({
  kind: "miner",
  netuid: 1,
  coldkey: "cold",
  hotkey: "hot",
  uid: 4,
  alpha: 1_234_567_890_123_456_789n,
  taoValue: 5n,
  block: 20,
  blockHash: "0xaa",
  eventIndex: 3,
  event: "SubtensorModule.IncentiveAlphaEmittedToMiners",
  time: 1_000,
  state: "in-block",
  ...over,
});

describe("earning table", () => {
  it("writes a reward once, with amounts above 2^53 kept to the unit", () => {
    const { database } = openStore(":memory:");
    const table = createEarningTable(database, "0x01");
    expect(table.insert(reward())?.alpha).toBe(1_234_567_890_123_456_789n);
    expect(table.insert(reward())).toBeUndefined();
    expect(table.all()).toHaveLength(1);
  });

  it("makes rows final or reorged by the hash of the final block", () => {
    const { database } = openStore(":memory:");
    const table = createEarningTable(database, "0x01");
    table.insert(reward());
    table.insert(reward({ blockHash: "0xbb" }));
    const changed = table.finalize(20, "0xbb");
    expect(changed.map((row) => [row.blockHash, row.state])).toEqual([
      ["0xaa", "reorged"],
      ["0xbb", "final"],
    ]);
    expect(table.all().map((row) => row.blockHash)).toEqual(["0xbb"]);
  });

  it("never mixes two chains", () => {
    const { database } = openStore(":memory:");
    createEarningTable(database, "0x01").insert(reward());
    const other = createEarningTable(database, "0x02");
    expect(other.all()).toEqual([]);
    expect(other.cursor()).toBeUndefined();
    other.moveCursor({ firstBlock: 1, block: 2, blockHash: "0xcc" });
    other.moveCursor({ firstBlock: 9, block: 3, blockHash: "0xdd" });
    expect(other.cursor()).toEqual({ firstBlock: 1, block: 3, blockHash: "0xdd" });
  });

  it("pages from the newest, by kind", () => {
    const { database } = openStore(":memory:");
    const table = createEarningTable(database, "0x01");
    for (let block = 1; block <= 5; block += 1)
      table.insert(reward({ block, blockHash: `0x${block}` }));
    table.insert(reward({ kind: "staker", block: 6, blockHash: "0x6" }));
    const first = table.page({ kind: "miner", limit: 2 });
    expect(first.map((row) => row.block)).toEqual([5, 4]);
    expect(
      table.page({ kind: "miner", limit: 2, before: first[1]?.id }).map((row) => row.block),
    ).toEqual([3, 2]);
    expect(table.page({ limit: 1 })[0]?.kind).toBe("staker");
  });
});
