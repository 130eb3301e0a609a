import { describe, expect, test } from "vitest";
import {
  maxUpscale,
  toChainWeights,
  type WeightsFacts,
  weightsRefusal,
} from "../../../native/protocol/weights.ts";

const scores = (...values: number[]) => values.map((score, uid) => ({ uid, score }));

describe("scores to weights", () => {
  test("over the largest, zeros left out", () => {
    expect(toChainWeights(scores(0, 0.5, 1, 0.25))).toEqual({
      uids: [1, 2, 3],
      values: [32_768, 65_535, 16_384],
    });
    expect(toChainWeights(scores(0, 0))).toEqual({ uids: [], values: [] });
    expect(toChainWeights([])).toEqual({ uids: [], values: [] });
    expect(toChainWeights(scores(1e-9, 1))).toEqual({ uids: [1], values: [65_535] });
  });

  test("halves go to the even neighbour, as Python rounds", () => {
    // 0.5 x 65535 = 32767.5 -> 32768; 3 / 10 of 65535 = 19660.5 -> 19660
    expect(toChainWeights(scores(10, 5, 3)).values).toEqual([65_535, 32_768, 19_660]);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("score %s is refused", (score) => {
    expect(() => toChainWeights([{ uid: 0, score }])).toThrow(RangeError);
    expect(() => toChainWeights([{ uid: 65_536, score: 1 }])).toThrow(RangeError);
  });
});

test("the chain rescales so that the largest is 65535", () => {
  expect(maxUpscale([1, 2, 4])).toEqual([16_384, 32_768, 65_535]);
  expect(maxUpscale([65_535, 1, 0])).toEqual([65_535, 1, 0]);
  expect(maxUpscale([40_000, 20_000])).toEqual([65_535, 32_767]);
  expect(maxUpscale([0, 0])).toEqual([0, 0]);
  for (const largest of [1, 2, 3, 32_767, 32_768, 32_769, 50_001, 65_534]) {
    expect(maxUpscale([largest, 0])).toEqual([65_535, 0]);
  }
});

describe("checks", () => {
  const good: WeightsFacts = {
    uids: [1, 2],
    values: [1, 1],
    netuid: 1,
    mechanismExists: true,
    via: "call",
    commitReveal: false,
    versionKey: 4n,
    requiredVersionKey: 4n,
    callerUid: 0,
    ownerUid: 9,
    hasPermit: true,
    stakeWeight: 1_000n,
    stakeThreshold: 1_000n,
    subnetSize: 10,
    block: 200,
    lastUpdate: 100,
    rateLimit: 100,
    minimumWeights: 1,
    maximumWeight: 65_535,
  };

  test("good weights are taken", () => {
    expect(weightsRefusal(good)).toBeUndefined();
    expect(weightsRefusal({ ...good, requiredVersionKey: 0n, versionKey: 0n })).toBeUndefined();
    expect(weightsRefusal({ ...good, lastUpdate: 0, block: 5 })).toBeUndefined();
    expect(
      weightsRefusal({ ...good, via: "reveal", commitReveal: true, block: 101 }),
    ).toBeUndefined();
    const owner = { ...good, callerUid: 9, hasPermit: false, stakeWeight: 0n };
    expect(weightsRefusal(owner)).toBeUndefined();
    const self = { ...good, uids: [0], values: [1], hasPermit: false, minimumWeights: 8 };
    expect(weightsRefusal({ ...self, maximumWeight: 1 })).toBeUndefined();
    expect(weightsRefusal({ ...good, maximumWeight: 32_768 })).toBeUndefined();
  });

  test.each<[string, Partial<WeightsFacts>]>([
    ["CommitRevealEnabled", { commitReveal: true }],
    ["CanNotSetRootNetworkWeights", { netuid: 0 }],
    ["WeightVecNotEqualSize", { values: [1] }],
    ["MechanismDoesNotExist", { mechanismExists: false }],
    ["UidsLengthExceedUidsInSubNet", { subnetSize: 1 }],
    ["HotKeyNotRegisteredInSubNet", { callerUid: undefined }],
    ["NotEnoughStakeToSetWeights", { stakeWeight: 999n }],
    ["IncorrectWeightVersionKey", { versionKey: 3n }],
    ["SettingWeightsTooFast", { block: 199 }],
    ["NeuronNoValidatorPermit", { hasPermit: false }],
    ["DuplicateUids", { uids: [2, 2] }],
    ["UidVecContainInvalidOne", { uids: [1, 10] }],
    ["WeightVecLengthIsLow", { minimumWeights: 3 }],
    ["MaxWeightExceeded", { maximumWeight: 32_767 }],
  ])("%s", (name, over) => {
    expect(weightsRefusal({ ...good, ...over })).toBe(name);
  });

  test("of several faults the chain's first one is named", () => {
    const facts = { ...good, netuid: 0, versionKey: 0n, uids: [2, 2], hasPermit: false };
    expect(weightsRefusal(facts)).toBe("CanNotSetRootNetworkWeights");
    expect(weightsRefusal({ ...facts, netuid: 1 })).toBe("IncorrectWeightVersionKey");
  });
});
