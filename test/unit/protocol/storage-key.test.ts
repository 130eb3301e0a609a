import { expect, test } from "vitest";
import { publicKeyOf } from "../../../native/protocol/ss58.ts";
import {
  hashedKey,
  keyOffset,
  type StorageHasher,
  storageKey,
  storagePrefix,
} from "../../../native/protocol/storage-key.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test.each([
  ["System", "Account", "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"],
  ["System", "Events", "26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7"],
  ["System", "Number", "26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac"],
  ["Balances", "TotalIssuance", "c2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80"],
  ["SubtensorModule", "Uids", "658faa385070e074c85bf6b568cf0555aab1b4e78e1ea8305462ee53b3686dc8"],
  ["SubtensorModule", "Axons", "658faa385070e074c85bf6b568cf0555b4e0c7b1d5f74994fcd58c28ab601fec"],
  ["SubtensorModule", "Tempo", "658faa385070e074c85bf6b568cf05557641384bb339f3758acddfd7053d3317"],
  [
    "SubtensorModule",
    "NetworksAdded",
    "658faa385070e074c85bf6b568cf05550e30450fc4d507a846032a7fa65d9a43",
  ],
  ["SubtensorModule", "Owner", "658faa385070e074c85bf6b568cf0555eca6b7a1fdc9f689184ecb4f359c0518"],
  [
    "SubtensorModule",
    "TotalIssuance",
    "658faa385070e074c85bf6b568cf055557c875e4cff74148e4628f264b974c80",
  ],
  ["MevShield", "NextKey", "9e94fc9ecf3c8d51c7baba39080fb4339ab50f1d245f1373b95e2a965fa883ac"],
])("prefix of %s.%s", (pallet, item, expected) => {
  expect(hex(storagePrefix(pallet, item))).toBe(expected);
  expect(hex(storageKey(pallet, item))).toBe(expected);
});

test("an account's entry, as every Substrate chain has it for Alice", () => {
  const encoded = publicKeyOf("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
  const key = storageKey("System", "Account", [{ hasher: "Blake2_128Concat", encoded }]);
  expect(hex(key)).toBe(
    "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9" +
      "de1e86a9a8c739864cf3cc5ec2bea59f" +
      "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
  );
});

test("each hasher ends with the key itself, so that keys can be read back", () => {
  const encoded = Uint8Array.of(1, 0);
  for (const hasher of ["Blake2_128Concat", "Twox64Concat", "Identity"] as StorageHasher[]) {
    const hashed = hashedKey({ hasher, encoded });
    expect(hashed.length).toBe(keyOffset(hasher) + 2);
    expect(hashed.subarray(keyOffset(hasher))).toEqual(encoded);
  }
  const key = storageKey("P", "I", [
    { hasher: "Identity", encoded },
    { hasher: "Twox64Concat", encoded },
  ]);
  expect(key.length).toBe(32 + 2 + 8 + 2);
});
