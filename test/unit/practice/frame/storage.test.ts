import { describe, expect, it } from "vitest";
import { definePallet } from "../../../../native/practice/frame/pallet.ts";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import {
  storageDoubleMap,
  storageMap,
  storageNMap,
  storageValue,
} from "../../../../native/practice/frame/storage.ts";
import { balances } from "../../../../native/practice/runtime/balances/pallet.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { accountId, u16, u32, u64 } from "../../../../native/practice/scale/type.ts";

const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

const { storage } = definePallet({
  name: "SubtensorModule",
  index: 7,
  path: ["pallet_subtensor", "pallet"],
  storage: {
    Tempo: storageMap(["Identity", u16], u16, { default: 360 }),
    Uids: storageDoubleMap(["Identity", u16], ["Blake2_128Concat", accountId], u16, {
      optional: true,
    }),
    Three: storageNMap(
      [
        ["Identity", u16],
        ["Twox64Concat", u32],
        ["Blake2_128Concat", accountId],
      ],
      u64,
    ),
    Hidden: storageMap(["Blake2_256", u16], u16),
    TotalIssuance: storageValue(u64),
  },
  calls: {},
  events: {},
  errors: {},
  constants: {},
});

describe("storage items", () => {
  it("has the storage keys of a real chain", () => {
    expect(system.storage.Account.prefix()).toBe(
      "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9",
    );
    expect(system.storage.Events.key()).toBe(
      "26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7",
    );
    expect(system.storage.Number.key()).toBe(
      "26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac",
    );
    expect(balances.storage.TotalIssuance.key()).toBe(
      "c2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80",
    );
    expect(storage.Uids.prefix()).toBe(
      "658faa385070e074c85bf6b568cf0555aab1b4e78e1ea8305462ee53b3686dc8",
    );
    expect(storage.Tempo.prefix()).toBe(
      "658faa385070e074c85bf6b568cf05557641384bb339f3758acddfd7053d3317",
    );
    expect(storage.TotalIssuance.key()).toBe(
      "658faa385070e074c85bf6b568cf055557c875e4cff74148e4628f264b974c80",
    );
    expect(system.storage.Account.key(alice).slice(64)).toBe(
      "de1e86a9a8c739864cf3cc5ec2bea59fd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
    );
  });

  it("reads the default of an unset item and nothing of an unset optional one", () => {
    const state = new MemoryState();
    expect(storage.Tempo.get(state, 1)).toBe(360);
    expect(storage.Tempo.find(state, 1)).toBeUndefined();
    expect(storage.Uids.find(state, 1, alice)).toBeUndefined();
    expect(() => storage.Uids.get(state, 1, alice)).toThrow("SubtensorModule.Uids is not set");
  });

  it("lists and clears entries under the first keys only", () => {
    const state = new MemoryState();
    storage.Uids.put(state, 1, alice, 0);
    storage.Uids.put(state, 1, bob, 1);
    storage.Uids.put(state, 258, bob, 7);
    expect(storage.Uids.entries(state, 1)).toHaveLength(2);
    expect(storage.Uids.entries(state)).toContainEqual([[258, bob], 7]);
    storage.Uids.clear(state, 1);
    expect(storage.Uids.entries(state)).toEqual([[[258, bob], 7]]);
  });

  it("reads back keys of every hasher that shows them", () => {
    const state = new MemoryState();
    storage.Three.put(state, 1, 70_000, alice, 5n);
    storage.Three.mutate(state, 1, 70_000, alice, (value) => value + 1n);
    expect(storage.Three.entries(state, 1, 70_000)).toEqual([[[1, 70_000, alice], 6n]]);
    storage.Hidden.put(state, 1, 2);
    expect(() => storage.Hidden.entries(state)).toThrow("hides its key");
  });
});
