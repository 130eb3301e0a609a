import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeHeader } from "../../../../native/practice/node/block.ts";
import { StateDiscarded } from "../../../../native/practice/node/chain.ts";
import { ChainDatabase } from "../../../../native/practice/node/database.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { timestamp } from "../../../../native/practice/runtime/timestamp/pallet.ts";
import { alice, bob, TAO, TestChain, transfer } from "./practice-chain.ts";

let test: TestChain;
beforeEach(() => {
  test = new TestChain();
});
afterEach(() => test.close());

function pay(value: bigint): void {
  test.pool.submit(test.sign(alice, transfer(bob.address, value)));
  test.block();
}
const at = (number: number) =>
  test.chain.stateAt({ number, hash: test.chain.hashAt(number) ?? "" });
const freeAt = (number: number): bigint =>
  system.storage.Account.get(at(number), bob.address).data.free;

describe("the chain", () => {
  it("goes on after a restart exactly where it was", () => {
    pay(TAO);
    const { best, genesisHash } = test.chain;
    const account = system.storage.Account.get(test.chain.state, alice.address);
    test.reopen();
    expect(test.chain.best).toEqual(best);
    expect(test.chain.genesisHash).toBe(genesisHash);
    expect(system.storage.Account.get(test.chain.state, alice.address)).toEqual(account);
    pay(TAO);
    expect(test.chain.best.number).toBe(best.number + 1);
    expect(decodeHeader(test.chain.blockAt(best.number + 1)!.header).parent_hash).toBe(best.hash);
    expect(test.free(bob.address)).toBe(2n * TAO);
  });

  it("reads the state of every block, from memory and from disk alike", () => {
    for (let number = 1; number <= 40; number += 1) pay(TAO);
    const expected = Array.from({ length: 41 }, (_, number) => BigInt(number) * TAO);
    expect(expected.map((_, number) => freeAt(number))).toEqual(expected);
    test.reopen();
    expect(expected.map((_, number) => freeAt(number))).toEqual(expected);
    expect(system.storage.Account.entries(at(0))).toHaveLength(1);
    expect(system.storage.Account.entries(at(1))).toHaveLength(2);
    expect(system.storage.BlockHash.entries(at(20))).toHaveLength(20);
  });

  it("says in the clients' words when a state has been let go", () => {
    test.close();
    test = new TestChain(64);
    for (let number = 1; number <= 130; number += 1) test.block();
    const hash = test.chain.hashAt(10) ?? "";
    expect(() => test.chain.stateAt({ number: 10, hash })).toThrow(StateDiscarded);
    expect(() => test.chain.stateAt({ number: 10, hash })).toThrow(
      `State already discarded for ${hash}`,
    );
    expect(system.storage.Number.get(at(64))).toBe(64);
    test.reopen();
    expect(() => test.chain.stateAt({ number: 10, hash })).toThrow(StateDiscarded);
    expect(system.storage.Number.get(at(64))).toBe(64);
  });

  it("never lets time run back, whatever the clock says", () => {
    test.block();
    const before = timestamp.storage.Now.get(test.chain.state);
    test.now -= 3_600_000;
    test.block();
    expect(timestamp.storage.Now.get(test.chain.state)).toBe(before + 1n);
  });

  it("stays where it was when the disk is full, and goes on when there is room", () => {
    pay(TAO);
    const { best } = test.chain;
    test.database.limitPages(1);
    const big = {
      type: "System",
      value: { type: "remark", value: { remark: new Uint8Array(200_000) } },
    };
    test.pool.submit(test.sign(alice, big));
    expect(() => test.block()).toThrow(expect.objectContaining({ code: "DISK_FULL" }));
    expect(test.chain.best).toEqual(best);
    expect(test.nonce(alice.address)).toBe(1);
    test.database.limitPages(1_000_000);
    test.block();
    expect(test.chain.best.number).toBe(best.number + 1);
    expect(test.nonce(alice.address)).toBe(2);
  });

  it("leaves a damaged file as it is and says so", () => {
    test.block();
    test.database.close();
    const damaged = readFileSync(test.file);
    damaged.fill(0x55, 0, 8192);
    writeFileSync(test.file, damaged);
    expect(() => new ChainDatabase(test.file, test.folder)).toThrow(
      expect.objectContaining({ code: "PRACTICE_CHAIN_DAMAGED" }),
    );
    expect(readFileSync(test.file).equals(damaged)).toBe(true);
    rmSync(test.folder, { recursive: true });
    test = new TestChain();
  });

  it("refuses a second holder of the same file, naming the first", () => {
    expect(() => new ChainDatabase(test.file, test.folder)).toThrow(
      expect.objectContaining({
        code: "DATA_FOLDER_IN_USE",
        detail: { folder: test.folder, pid: process.pid },
      }),
    );
  });
});
