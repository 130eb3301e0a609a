import { beforeEach, expect, test } from "vitest";
import { drand } from "../../../../native/practice/runtime/drand/pallet.ts";
import { commitHash } from "../../../../native/practice/runtime/subtensor/commits/commits.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import { accountBytes } from "../../../../native/practice/scale/account.ts";
import { encryptForRound } from "../../../../native/protocol/timelock/encryption.ts";
import { encodeWeightsPayload } from "../../../../native/protocol/timelock/weights-payload.ts";
import { PUBLIC_KEY, pulseOf } from "../drand/practice-beacon.ts";
import { NETUID, type PracticeChain } from "../runtime/practice-chain.ts";
import { SECOND, twoMechanisms } from "./two-mechanisms.ts";

const ROUND = 40n;
const revealed = { uids: [1, 2], values: [10, 20], salt: [7], version_key: 0n };

let chain: PracticeChain;
let hotkey: string;

beforeEach(() => {
  chain = twoMechanisms();
  hotkey = chain.accounts.validators[0]!.hotkey;
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, true);
  storage.WeightsSetRateLimit.put(chain.state, NETUID, 5n);
});

const hash = () =>
  commitHash(hotkey, SECOND, { uids: [1, 2], values: [10, 20], salt: [7], versionKey: 0n });

function call(name: string, args: Readonly<Record<string, unknown>>): string {
  return chain.call(hotkey, name, { netuid: NETUID, mecid: 1, ...args });
}

test("a commit by hash names the mechanism's number, and is revealed there alone", () => {
  expect(call("commit_mechanism_weights", { commit_hash: hash() })).toBe("ok");
  expect(chain.named("WeightsCommitted")).toEqual([[hotkey, SECOND, hash()]]);
  expect(storage.LastUpdate.get(chain.state, SECOND)[7]).toBe(1n);
  expect(storage.WeightCommits.has(chain.state, NETUID, hotkey)).toBe(false);
  expect(call("reveal_mechanism_weights", revealed)).toBe("SubtensorModule.RevealTooEarly");
  chain.toEpoch();
  expect(chain.call(hotkey, "reveal_weights", { netuid: NETUID, ...revealed })).toBe(
    "SubtensorModule.NoWeightsCommitFound",
  );
  expect(call("reveal_mechanism_weights", revealed)).toBe("ok");
  expect(chain.named("WeightsRevealed")).toEqual([[hotkey, SECOND, hash()]]);
  expect(chain.named("WeightsSet")).toEqual([[SECOND, 7]]);
  expect(storage.Weights.get(chain.state, SECOND, 7)).toEqual([
    [1, 32_768],
    [2, 65_535],
  ]);
  expect(storage.Weights.get(chain.state, NETUID, 7)).toEqual([]);
});

test("a timelocked commit is revealed by the chain on its mechanism", () => {
  const payload = { uids: [3], values: [9], versionKey: 0n };
  const plaintext = encodeWeightsPayload({ hotkey: accountBytes(hotkey), ...payload });
  const lot = {
    key: new Uint8Array(32).fill(1),
    sigma: new Uint8Array(32).fill(2),
    nonce: new Uint8Array(12).fill(3),
  };
  const commit = encryptForRound({ plaintext, round: ROUND, publicKey: PUBLIC_KEY }, lot);
  const args = { commit, reveal_round: ROUND, commit_reveal_version: 4 };
  expect(call("commit_timelocked_mechanism_weights", args)).toBe("ok");
  const [event] = chain.named("TimelockedWeightsCommitted") as [unknown[]];
  expect(event[1]).toBe(SECOND);
  drand.storage.Pulses.put(chain.state, ROUND, pulseOf(ROUND));
  drand.storage.LastStoredRound.put(chain.state, ROUND);
  while (chain.named("TimelockedWeightsRevealed").length === 0 && chain.block < 45) chain.advance();
  expect(chain.named("TimelockedWeightsRevealed")).toEqual([[SECOND, hotkey]]);
  expect(storage.Weights.get(chain.state, SECOND, 7)).toEqual([[3, 65_535]]);
  expect(storage.TimelockedWeightCommits.entries(chain.state, SECOND)).toEqual([]);
});

test("a mechanism that is not there takes no commit", () => {
  const missing = "SubtensorModule.MechanismDoesNotExist";
  const timelocked = { mecid: 2, commit: Uint8Array.of(1), reveal_round: ROUND };
  expect(call("commit_mechanism_weights", { mecid: 2, commit_hash: hash() })).toBe(missing);
  expect(call("commit_crv3_mechanism_weights", timelocked)).toBe(missing);
  expect(
    call("commit_timelocked_mechanism_weights", { ...timelocked, commit_reveal_version: 4 }),
  ).toBe(missing);
});

test("the pool looks at the mechanism's own updates and commits", () => {
  const look = (type: string, args: Readonly<Record<string, unknown>>) => {
    const value = { netuid: NETUID, ...args };
    return precheck(chain, hotkey, { type: "SubtensorModule", value: { type, value } });
  };
  expect(call("commit_mechanism_weights", { commit_hash: hash() })).toBe("ok");
  const commit = { commit_hash: hash() };
  expect(look("commit_mechanism_weights", { mecid: 1, ...commit })).toBe(
    "CommittingWeightsTooFast",
  );
  expect(look("commit_mechanism_weights", { mecid: 0, ...commit })).toBeUndefined();
  expect(look("commit_mechanism_weights", { mecid: 5, ...commit })).toBe(
    "CommittingWeightsTooFast",
  );
  expect(look("reveal_weights", revealed)).toBe("NoWeightsCommitFound");
  expect(look("reveal_mechanism_weights", { mecid: 1, ...revealed })).toBe("RevealTooEarly");
  chain.toEpoch();
  expect(look("reveal_mechanism_weights", { mecid: 1, ...revealed })).toBeUndefined();
});
