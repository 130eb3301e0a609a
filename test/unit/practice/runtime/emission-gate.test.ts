import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { U64F64 } from "../../../../native/protocol/fixed-point.ts";
import { twoSubnets, YOUNG } from "../root-weights/two-subnets.ts";
import { account, NETUID, type PracticeChain, TAO } from "./practice-chain.ts";

const received = (chain: PracticeChain, netuid: number): number =>
  Number(
    storage.SubnetTaoInEmission.get(chain.state, netuid) +
      storage.SubnetExcessTao.get(chain.state, netuid),
  ) / Number(TAO);

/** Two subnets with moving prices of 0.5 and 1. */
function halfAndWhole(): PracticeChain {
  const chain = twoSubnets();
  storage.SubnetMovingPrice.put(chain.state, NETUID, { bits: 1n << 31n });
  storage.SubnetMovingPrice.put(chain.state, YOUNG, { bits: 1n << 32n });
  storage.MinerBurned.put(chain.state, NETUID, { bits: 0n });
  return chain;
}

const setRank = (chain: PracticeChain, rank: number, who = "root") =>
  chain.call(who, "AdminUtils.sudo_set_emission_bar_rank", { rank });

test("there is no gate until root sets its rank", () => {
  const chain = halfAndWhole();
  chain.advance();
  expect(received(chain, NETUID)).toBeCloseTo(1 / 3, 6);
  expect(storage.EmissionGateBar.get(chain.state).bits).toBe(0n);
  expect(setRank(chain, 32, account(1))).toBe("BadOrigin");
});

test("with rank 1 twice the demand is nine times the emission, and the bar stands for 360 blocks", () => {
  const chain = halfAndWhole();
  expect(setRank(chain, 1)).toBe("ok");
  chain.advance();
  expect(received(chain, NETUID)).toBeCloseTo(0.1, 6);
  expect(received(chain, YOUNG)).toBeCloseTo(0.9, 6);
  const bar = storage.EmissionGateBar.get(chain.state).bits;
  expect(U64F64.toNumber(bar)).toBeCloseTo(2 / 3, 6);
  // Now they are alike, and the bar of before lets both pass alike.
  storage.SubnetMovingPrice.put(
    chain.state,
    NETUID,
    storage.SubnetMovingPrice.get(chain.state, YOUNG),
  );
  chain.advance();
  expect(received(chain, NETUID)).toBeCloseTo(0.5, 6);
  expect(storage.EmissionGateBar.get(chain.state).bits).toBe(bar);
  chain.block = 359;
  chain.advance();
  expect(U64F64.toNumber(storage.EmissionGateBar.get(chain.state).bits)).toBeCloseTo(0.5, 3);
});

test("its sharpness is root's too, from 1 to 8", () => {
  const chain = halfAndWhole();
  const sharpness = (times: bigint, who = "root") =>
    chain.call(who, "AdminUtils.sudo_set_emission_gate_exponent", {
      exponent: { bits: times * U64F64.one },
    });
  expect(sharpness(1n, account(1))).toBe("BadOrigin");
  expect(sharpness(0n)).toBe("AdminUtils.ValueNotInBounds");
  expect(sharpness(9n)).toBe("AdminUtils.ValueNotInBounds");
  expect(sharpness(1n)).toBe("ok");
  setRank(chain, 1);
  chain.advance();
  // 1/3 passes by 1/3 and 2/3 by 1/2: 1/9 and 3/9.
  expect(received(chain, NETUID)).toBeCloseTo(0.25, 6);
});
