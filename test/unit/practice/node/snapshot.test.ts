import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeHeader } from "../../../../native/practice/node/block.ts";
import { Chain } from "../../../../native/practice/node/chain.ts";
import { ChainDatabase } from "../../../../native/practice/node/database.ts";
import { readForeignState } from "../../../../native/practice/node/foreign-state.ts";
import { Pool } from "../../../../native/practice/node/pool.ts";
import { PoolRefused } from "../../../../native/practice/node/pool-refusal.ts";
import {
  packSnapshot,
  takeSnapshot,
  unpackSnapshot,
} from "../../../../native/practice/node/snapshot.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { alice, bob, runtime, TAO, TestChain, transfer } from "./practice-chain.ts";

let test: TestChain;
beforeEach(() => {
  test = new TestChain();
  for (let count = 0; count < 3; count += 1) {
    test.pool.submit(test.sign(alice, transfer(bob.address, TAO)));
    test.block();
  }
});
afterEach(() => test.close());

const SPEC = runtime.version.specVersion;
const packed = () => packSnapshot(takeSnapshot(test.chain, test.chain.best));
const code = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
  return "none";
};

describe("a snapshot", () => {
  it("is read as it was written, and the same state gives the same bytes", () => {
    const snapshot = takeSnapshot(test.chain, test.chain.best);
    const read = unpackSnapshot(packSnapshot(snapshot), "file", SPEC);
    expect(read).toEqual(snapshot);
    expect(packSnapshot(read).equals(packed())).toBe(true);
    expect(snapshot.stateRoot).toBe(decodeHeader(test.chain.blockAt(3)!.header).state_root);
  });

  it("is of any block whose state is kept", () => {
    const block = { number: 1, hash: test.chain.hashAt(1)! };
    const { entries, number } = takeSnapshot(test.chain, block);
    expect(number).toBe(1);
    const key = system.storage.Account.key(bob.address);
    const account = entries.find(([known]) => known === key)?.[1];
    expect(Buffer.from(account!).readBigUInt64LE(16)).toBe(TAO);
  });

  it("cut short or changed anywhere is refused as damaged", () => {
    const whole = packed();
    for (let cut = 2; cut < whole.length; cut += 97)
      expect(code(() => unpackSnapshot(whole.subarray(0, cut), "f", SPEC))).toBe(
        "SNAPSHOT_DAMAGED",
      );
    const text = gunzipSync(whole).toString();
    const lines = text.split("\n");
    const without = gzipSync(lines.toSpliced(5, 1).join("\n"));
    expect(code(() => unpackSnapshot(without, "f", SPEC))).toBe("SNAPSHOT_DAMAGED");
    const changed = gzipSync(text.replace(/ 0/, " 1"));
    expect(code(() => unpackSnapshot(changed, "f", SPEC))).toBe("SNAPSHOT_DAMAGED");
    const noEnd = gzipSync(lines.slice(0, 5).join("\n"));
    expect(code(() => unpackSnapshot(noEnd, "f", SPEC))).toBe("SNAPSHOT_DAMAGED");
  });

  it("of something else, or of a newer program, is refused by its name", () => {
    expect(code(() => unpackSnapshot(gzipSync("hello\n"), "f", SPEC))).toBe("SNAPSHOT_UNKNOWN");
    const newer = gzipSync(gunzipSync(packed()).toString().replace("state 1", "state 2"));
    expect(code(() => unpackSnapshot(newer, "f", SPEC))).toBe("SNAPSHOT_TOO_NEW");
    expect(code(() => unpackSnapshot(packed(), "f", SPEC - 1))).toBe("SNAPSHOT_TOO_NEW");
  });
});

describe("a chain that begins with a snapshot", () => {
  it("has its state and state root, a genesis of its own, and goes on", () => {
    const snapshot = takeSnapshot(test.chain, test.chain.best);
    const other = new TestChain();
    other.database.close();
    const file = `${other.folder}/fork.sqlite`;
    const open = () => {
      other.database = new ChainDatabase(file, other.folder);
      other.chain = new Chain({
        database: other.database,
        runtime,
        genesis: snapshot,
        facts: {},
        keptStates: undefined,
      });
      return other.chain;
    };
    const fork = open();
    expect(fork.best.number).toBe(3);
    expect(fork.finalized).toEqual(fork.best);
    expect(fork.genesisHash).not.toBe(test.chain.genesisHash);
    expect(decodeHeader(fork.blockAt(3)!.header).state_root).toBe(snapshot.stateRoot);
    expect(takeSnapshot(fork, fork.best).entries.length).toBe(snapshot.entries.length);
    const { Account } = system.storage;
    expect(Account.get(fork.state, bob.address)).toEqual(
      Account.get(test.chain.state, bob.address),
    );
    expect(fork.hashAt(2)).toBeUndefined();
    expect(fork.blockAt(3)?.parentHash).toBe(fork.genesisHash);

    other.pool = new Pool(fork);
    const nonce = Account.get(fork.state, alice.address).nonce;
    const mine = test.sign(alice, transfer(bob.address, TAO), { nonce });
    expect(() => other.pool.submit(mine)).toThrow(PoolRefused);
    other.pool.submit(other.sign(alice, transfer(bob.address, TAO), { nonce }));
    other.now = test.now;
    other.block();
    other.block();
    expect(Account.get(fork.state, bob.address).data.free).toBe(4n * TAO);
    expect(fork.finalized.number).toBe(4);
    // A transaction of the fork is none of the chain that it came from.
    expect(() => test.pool.submit(fork.blockAt(4)!.extrinsics[1]!)).toThrow(PoolRefused);

    const { best, finalized, genesisHash } = fork;
    other.database.close();
    const again = open();
    expect(again).toMatchObject({ best, finalized, genesisHash });
    expect(again.stateAt({ number: 3, hash: again.hashAt(3)! }).get("00")).toBeUndefined();
    expect(() => again.stateAt({ number: 0, hash: genesisHash })).toThrow("already discarded");
    other.close();
  });
});

describe("a state from elsewhere", () => {
  const system26 = "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9";
  const other = "0xdeadbeef";
  const forms: Record<string, unknown> = {
    "a raw chain spec": { genesis: { raw: { top: { [system26]: "0x01", [other]: "0xff" } } } },
    pairs: [
      [system26, "0x01"],
      [other, "0xff"],
    ],
    "an answer": {
      jsonrpc: "2.0",
      id: 1,
      result: [
        [system26, "0x01"],
        [other, "0xff"],
      ],
    },
    "a map": { [system26]: "0x01", [other]: "0xff" },
  };
  for (const [name, json] of Object.entries(forms))
    it(`is read from ${name}`, () => {
      const state = readForeignState(JSON.stringify(json), "f");
      expect([...state.keys()]).toEqual([system26.slice(2), other.slice(2)]);
      expect(state.get("deadbeef")).toEqual(Uint8Array.of(0xff));
    });

  it("that is none is refused with what is wrong", () => {
    for (const text of [
      "",
      "hello",
      "null",
      "3",
      "[1,2]",
      "{}",
      '{"genesis":{"runtime":{}}}',
      `{"${system26}":"0x0"}`,
      `{"${system26}":1}`,
      `{"deadbeef":"0x00"}`,
      JSON.stringify({
        genesis: { raw: { top: { [system26]: "0x" }, childrenDefault: { a: {} } } },
      }),
    ])
      expect(
        code(() => readForeignState(text, "f")),
        text,
      ).toBe("SNAPSHOT_UNKNOWN");
  });
});
