import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commitmentsOf,
  purgeCommitments,
} from "../../../../native/practice/runtime/commitments/committed.ts";
import {
  type CommitmentData,
  commitmentData,
  spaceOf,
} from "../../../../native/practice/runtime/commitments/data.ts";
import { commitments } from "../../../../native/practice/runtime/commitments/pallet.ts";
import { selectiveMetagraphOf } from "../../../../native/practice/runtime/subtensor/api/metagraph.ts";
import { storage as subtensor } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { CallBench, call, person, runtime } from "../call-bench.ts";
import { PracticeChain } from "../runtime/practice-chain.ts";

const [miner, other, stranger] = [person(1), person(2), person(3)];
const NETUID = 1;
const { storage } = commitments;

function bench(): CallBench {
  const chain = new CallBench();
  subtensor.Uids.put(chain.state, NETUID, miner, 0);
  subtensor.Uids.put(chain.state, NETUID, other, 1);
  return chain;
}
const raw = (length: number): CommitmentData => ({
  type: `Raw${length}`,
  value: `0x${"ab".repeat(length)}`,
});
const timelocked = (length: number): CommitmentData => ({
  type: "TimelockEncrypted",
  value: { encrypted: new Uint8Array(length).fill(7), reveal_round: 99n },
});
const commit = (chain: CallBench, who: string, ...fields: CommitmentData[]) =>
  chain.run(who, "Commitments.set_commitment", { netuid: NETUID, info: { fields } });

describe("a field", () => {
  const bytesOf = (data: CommitmentData) => [...commitmentData.codec.enc(data)];

  test("is its kind and its bytes", () => {
    expect(bytesOf({ type: "None" })).toEqual([0]);
    expect(bytesOf({ type: "Raw0", value: "0x" })).toEqual([1]);
    expect(bytesOf({ type: "Raw2", value: "0x0102" })).toEqual([3, 1, 2]);
    expect(bytesOf(raw(128))).toEqual([129, ...new Array(128).fill(0xab)]);
    expect(bytesOf({ type: "Sha256", value: `0x${"01".repeat(32)}` })).toEqual([
      131,
      ...new Array(32).fill(1),
    ]);
    expect(bytesOf(timelocked(1))).toEqual([134, 4, 7, 99, 0, 0, 0, 0, 0, 0, 0]);
    expect(bytesOf({ type: "ResetBondsFlag" })).toEqual([135]);
    expect(bytesOf({ type: "BigRaw", value: Uint8Array.of(9) })).toEqual([136, 4, 9]);
    expect(() => commitmentData.codec.dec(Uint8Array.of(137))).toThrow(RangeError);
  });

  test("reads back as it was, whatever it is", () => {
    const hex = (size: number) =>
      fc
        .uint8Array({ minLength: size, maxLength: size })
        .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
    const sized = (most: number) => fc.uint8Array({ maxLength: most });
    const field: fc.Arbitrary<CommitmentData> = fc.oneof(
      fc
        .nat(128)
        .chain((size) => hex(size).map((value): CommitmentData => ({ type: `Raw${size}`, value }))),
      hex(32).map((value): CommitmentData => ({ type: "Keccak256", value })),
      sized(512).map((value): CommitmentData => ({ type: "BigRaw", value })),
      fc
        .record({
          encrypted: sized(1024),
          reveal_round: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        })
        .map((value): CommitmentData => ({ type: "TimelockEncrypted", value })),
    );
    fc.assert(
      fc.property(field, (data) => {
        const read = commitmentData.codec.dec(commitmentData.codec.enc(data));
        expect(read).toEqual(data);
        expect(spaceOf(read)).toBe(spaceOf(data));
      }),
    );
  });

  test("that is too long, or one field too many, is no call at all", () => {
    const decode = (...fields: CommitmentData[]) => {
      const { codec } = runtime.outer.call;
      const info = { fields };
      return codec.dec(codec.enc(call("Commitments.set_commitment", { netuid: 1, info })));
    };
    const big = (length: number): CommitmentData => ({
      type: "BigRaw",
      value: new Uint8Array(length),
    });
    expect(() => decode(big(512), timelocked(1_024), raw(1))).not.toThrow();
    expect(() => decode(big(513))).toThrow(RangeError);
    expect(() => decode(timelocked(1_025))).toThrow(RangeError);
    expect(() => decode(raw(1), raw(1), raw(1), raw(1))).toThrow(RangeError);
  });
});

describe("set_commitment", () => {
  test("keeps what a neuron says, for free", () => {
    const chain = bench();
    chain.block = 12;
    expect(commit(chain, miner, raw(5))).toBe("ok");
    expect(chain.named("Commitments.Commitment")).toEqual([{ netuid: NETUID, who: miner }]);
    const info = { fields: [raw(5)] };
    expect(storage.CommitmentOf.get(chain.state, NETUID, miner)).toEqual({
      deposit: 0n,
      block: 12,
      info,
    });
    expect(storage.LastCommitment.get(chain.state, NETUID, miner)).toBe(12);
    expect(runtime.info(call("Commitments.set_commitment", { netuid: 1, info })).pays).toBe(false);
    const [entry] = commitmentsOf(chain.state, NETUID);
    expect(entry?.[0]).toBe(miner);
    // deposit u64, block u32, one field, Raw5.
    const wire = [0, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 4, 6, 171, 171, 171, 171, 171];
    expect([...(entry?.[1] ?? [])]).toEqual(wire);
  });

  test("is for the subnet's neurons", () => {
    const chain = bench();
    expect(commit(chain, stranger, raw(5))).toBe("Commitments.AccountNotAllowedCommit");
    const elsewhere = { netuid: 2, info: { fields: [] } };
    expect(chain.run(miner, "Commitments.set_commitment", elsewhere)).toBe(
      "Commitments.AccountNotAllowedCommit",
    );
    expect(chain.run("root", "Commitments.set_commitment", elsewhere)).toBe("BadOrigin");
  });

  test("takes 100 bytes at least of 3100 an epoch", () => {
    const chain = bench();
    for (let count = 0; count < 31; count += 1) expect(commit(chain, miner, raw(1))).toBe("ok");
    expect(commit(chain, miner)).toBe("Commitments.SpaceLimitExceeded");
    expect(storage.UsedSpaceOf.get(chain.state, NETUID, miner)).toEqual({
      last_epoch: 0n,
      used_space: 3_100n,
    });
    expect(commit(chain, other, raw(1))).toBe("ok");
    subtensor.SubnetEpochIndex.put(chain.state, NETUID, 1n);
    const big: CommitmentData = { type: "BigRaw", value: new Uint8Array(512) };
    expect(commit(chain, miner, big, timelocked(1_024), raw(128))).toBe("ok");
    expect(storage.UsedSpaceOf.get(chain.state, NETUID, miner)).toEqual({
      last_epoch: 1n,
      used_space: 1_664n,
    });
  });

  test("notes what waits for a round, and forgets it with the next commitment", () => {
    const chain = bench();
    expect(commit(chain, other, raw(1), timelocked(10))).toBe("ok");
    expect(chain.named("Commitments.TimelockCommitment")).toEqual([
      { netuid: NETUID, who: other, reveal_round: 99n },
    ]);
    expect(chain.named("Commitments.Commitment")).toEqual([]);
    commit(chain, miner, timelocked(10));
    commit(chain, miner, timelocked(11));
    expect(storage.TimelockedIndex.get(chain.state)).toEqual([
      [NETUID, miner],
      [NETUID, other],
    ]);
    commit(chain, other, raw(1));
    expect(storage.TimelockedIndex.get(chain.state)).toEqual([[NETUID, miner]]);
  });

  test("resets bonds in the neuron where the owner allows it", () => {
    const chain = bench();
    const { Bonds, BondsResetOn, MechanismCountCurrent } = subtensor;
    const held = (): void => {
      for (const index of [NETUID, NETUID + 4_096])
        Bonds.put(chain.state, index, 7, [
          [0, 5],
          [1, 6],
        ]);
    };
    held();
    commit(chain, miner, { type: "ResetBondsFlag" });
    expect(Bonds.get(chain.state, NETUID, 7)).toHaveLength(2);
    expect(storage.LastBondsReset.get(chain.state, NETUID, miner)).toBe(1);
    BondsResetOn.put(chain.state, NETUID, true);
    MechanismCountCurrent.put(chain.state, NETUID, 2);
    commit(chain, miner, { type: "ResetBondsFlag" });
    expect(Bonds.get(chain.state, NETUID, 7)).toEqual([[1, 6]]);
    expect(Bonds.get(chain.state, NETUID + 4_096, 7)).toEqual([[1, 6]]);
  });
});

test("set_max_space is root's", () => {
  const chain = bench();
  const change = { new_limit: 150 };
  expect(chain.run(miner, "Commitments.set_max_space", change)).toBe("BadOrigin");
  expect(chain.run("root", "Commitments.set_max_space", change)).toBe("ok");
  expect(commit(chain, miner, raw(1))).toBe("ok");
  expect(commit(chain, miner, raw(1))).toBe("Commitments.SpaceLimitExceeded");
});

test("a subnet that ends takes its commitments with it", () => {
  const chain = bench();
  subtensor.Uids.put(chain.state, 2, miner, 0);
  commit(chain, miner, timelocked(3), { type: "ResetBondsFlag" });
  const info = { fields: [timelocked(3)] };
  chain.run(miner, "Commitments.set_commitment", { netuid: 2, info });
  purgeCommitments(chain.state, NETUID);
  const { CommitmentOf, LastCommitment, LastBondsReset, UsedSpaceOf, TimelockedIndex } = storage;
  for (const item of [CommitmentOf, LastCommitment, LastBondsReset, UsedSpaceOf])
    expect(item.has(chain.state, NETUID, miner)).toBe(false);
  expect(CommitmentOf.has(chain.state, 2, miner)).toBe(true);
  expect(TimelockedIndex.get(chain.state)).toEqual([[2, miner]]);
});

test("the metagraph shows a subnet's commitments where it is asked for them", () => {
  const chain = new PracticeChain();
  const { hotkey } = chain.accounts.validators[0] ?? { hotkey: "" };
  const info = { fields: [raw(2)] };
  commitments.storage.CommitmentOf.put(chain.state, NETUID, hotkey, {
    deposit: 0n,
    block: 1,
    info,
  });
  const shown = selectiveMetagraphOf(chain, NETUID, [0, 73]);
  expect(shown?.commitments).toEqual([
    [hotkey, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 3, 171, 171]],
  ]);
  expect(selectiveMetagraphOf(chain, NETUID, [0])?.commitments).toBeUndefined();
});
