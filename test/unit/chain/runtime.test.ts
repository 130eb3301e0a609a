import { existsSync, readFileSync } from "node:fs";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { customErrorName, poolVerdict } from "../../../native/chain/pool-error.ts";
import { buildRuntime, type ChainRuntime } from "../../../native/chain/runtime.ts";
import { encodeAddress } from "../../../native/protocol/ss58.ts";

const DATA = new URL("../../../../shared/data/", import.meta.url);
const ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

/** Real metadata is too large for the repository; where it lies beside it, the codecs are checked against it. */
for (const [file, specVersion] of [
  ["finney-spec393-metadata-v14.scale", 393],
  ["finney-spec393-metadata-v15.scale", 393],
  ["finney-spec424-metadata-v16.scale", 424],
] as const) {
  const url = new URL(file, DATA);
  if (!existsSync(url)) continue;
  describe(file, () => {
    let runtime: ChainRuntime;
    test("is read", () => {
      runtime = buildRuntime(readFileSync(url));
      expect(runtime.specVersion).toBe(specVersion);
      expect(runtime.constant("Balances", "ExistentialDeposit")).toBe(500n);
    });

    test("has what it has, and says so when it has not", () => {
      expect(runtime.has({ pallet: "SubtensorModule", call: "add_stake_limit" })).toBe(true);
      expect(runtime.has({ pallet: "SubtensorModule", item: "Uids" })).toBe(true);
      expect(runtime.has({ pallet: "SubtensorModule", call: "mint_money" })).toBe(false);
      expect(runtime.has({ pallet: "Nothing", item: "Uids" })).toBe(false);
      expect(() => runtime.storage("SubtensorModule", "Nothing")).toThrow(
        expect.objectContaining({ code: "CHAIN_LACKS" }),
      );
      expect(() => runtime.constant("System", "Nothing")).toThrow(
        expect.objectContaining({ code: "CHAIN_LACKS" }),
      );
    });

    test("addresses storage as the published keys do", () => {
      const prefix = (pallet: string, item: string) => runtime.storage(pallet, item).key([]);
      expect(prefix("System", "Account")).toBe(
        "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9",
      );
      expect(prefix("SubtensorModule", "Uids")).toBe(
        "0x658faa385070e074c85bf6b568cf0555aab1b4e78e1ea8305462ee53b3686dc8",
      );
      const key = runtime.storage("SubtensorModule", "Uids").key([7, ALICE]);
      expect(key.startsWith(`${prefix("SubtensorModule", "Uids")}0700`)).toBe(true);
      expect(runtime.storage("SubtensorModule", "Uids").decodeKeys(key)).toEqual([7, ALICE]);
    });

    test("gives defaults and absences", () => {
      expect(runtime.storage("SubtensorModule", "Tempo").decode(null)).toEqual(expect.any(Number));
      expect(runtime.storage("SubtensorModule", "Uids").decode(null)).toBeUndefined();
    });

    test("encodes a transfer as the recorded mainnet one", () => {
      const key = "a69ffb8d15b780999fc0ae940aabf71073498ab19a1561a4c4b473ebbe8a336a";
      const call = runtime.encodeCall("Balances", "transfer_keep_alive", {
        dest: { type: "Id", value: encodeAddress(hexToBytes(key)) },
        value: 0x08ef86c001n,
      });
      expect(bytesToHex(call)).toBe(`050300${key}0701c086ef08`);
    });
  });
}

describe("pool errors", () => {
  const verdict = (data: string, code = 1010) =>
    poolVerdict({ code, message: "Invalid Transaction", data });

  test.each([
    [0, "ColdkeyInSwapSchedule"],
    [6, "RateLimitExceeded"],
    [10, "HotKeyNotRegisteredInNetwork"],
    [12, "ServingRateLimitExceeded"],
    [27, "DelegateTakeTooHigh"],
    [255, "BadRequest"],
  ])("Custom error: %i is %s", (number, name) => {
    expect(customErrorName(`Custom error: ${number}`)).toBe(name);
    expect(verdict(`Custom error: ${number}`)).toMatchObject({
      kind: "refused",
      error: { code: "TRANSACTION_REFUSED", detail: { reason: name } },
    });
  });

  test("an unknown number keeps its text", () => {
    expect(verdict("Custom error: 99")).toMatchObject({
      error: { detail: { reason: "Custom error: 99" } },
    });
  });

  test("slippage has its own code", () => {
    expect(verdict("Custom error: 8")).toMatchObject({ error: { code: "SLIPPAGE_TOO_HIGH" } });
  });

  test.each([
    ["Transaction is outdated", 1010, "stale"],
    ["", 1014, "stale"],
    ["", 1013, "known"],
    ["Inability to pay some fees , e.g. account balance too low", 1010, "unpayable"],
    ["Transaction has a bad signature", 1010, "refused"],
  ])("%s (%i) is %s", (data, code, kind) => {
    expect(verdict(data, code).kind).toBe(kind);
  });
});
