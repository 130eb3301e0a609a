import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeWeight } from "../../../../native/practice/runtime/subtensor/stake/stake-weight.ts";
import { account, NETUID, PracticeChain } from "./practice-chain.ts";

const WHOLE = 10n ** 18n;

function call(chain: PracticeChain, who: string, name: string, rest: Record<string, unknown> = {}) {
  return chain.call(who, name, { netuid: NETUID, ...rest }).replace("SubtensorModule.", "");
}

test("voting power is the average of validators' stake weight, from when it is switched on until two weeks after it is not", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { state } = chain;
  const owner = chain.accounts.owner.coldkey;
  const { hotkey } = chain.accounts.validators[0]!;
  const miner = chain.accounts.miners[0]!.hotkey;
  const power = (key: string) => storage.VotingPower.get(state, NETUID, key);
  expect(call(chain, account(1), "enable_voting_power_tracking")).toBe("BadOrigin");
  expect(call(chain, owner, "disable_voting_power_tracking")).toBe("VotingPowerTrackingNotEnabled");
  expect(call(chain, owner, "enable_voting_power_tracking")).toBe("ok");
  expect(chain.named("VotingPowerTrackingEnabled")).toEqual([{ netuid: NETUID }]);
  const alpha = (who: string, value: bigint) =>
    call(chain, who, "sudo_set_voting_power_ema_alpha", { alpha: value });
  expect(alpha(owner, WHOLE)).toBe("BadOrigin");
  expect(alpha("root", WHOLE + 1n)).toBe("InvalidVotingPowerEmaAlpha");
  expect(alpha("root", WHOLE / 2n)).toBe("ok");
  expect(chain.named("VotingPowerEmaAlphaSet")).toEqual([{ netuid: NETUID, alpha: WHOLE / 2n }]);
  storage.VotingPower.put(state, NETUID, account(9), 5n);
  chain.toEpoch();
  const first = power(hotkey);
  expect(first).toBeGreaterThan(0n);
  expect(power(miner)).toBe(0n);
  expect(storage.VotingPower.has(state, NETUID, account(9))).toBe(false);
  chain.toEpoch();
  // Half of what was missing: 1/2, then 3/4 of a stake that hardly changes.
  expect(Number(power(hotkey)) / Number(first)).toBeCloseTo(1.5, 2);
  const disabledAt = BigInt(chain.block) + 100_800n;
  expect(call(chain, "root", "disable_voting_power_tracking")).toBe("ok");
  expect(chain.named("VotingPowerTrackingDisableScheduled")).toEqual([
    { netuid: NETUID, disable_at_block: disabledAt },
  ]);
  chain.toEpoch();
  expect(power(hotkey)).toBeGreaterThan(first);
  storage.VotingPowerDisableAtBlock.put(state, NETUID, BigInt(chain.block) + 1n);
  chain.toEpoch();
  expect(chain.named("VotingPowerTrackingDisabled")).toEqual([{ netuid: NETUID }]);
  expect(storage.VotingPower.entries(state, NETUID)).toEqual([]);
  expect(storage.VotingPowerTrackingEnabled.get(state, NETUID)).toBe(false);
});

test("who falls below the stake threshold loses its power with its permit", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { state } = chain;
  const hotkeys = chain.accounts.validators.map(({ hotkey }) => hotkey);
  call(chain, "root", "enable_voting_power_tracking");
  chain.toEpoch();
  const powers = () => hotkeys.map((hotkey) => storage.VotingPower.get(state, NETUID, hotkey) > 0n);
  expect(powers()).toEqual([true, true, true]);
  const least = stakeWeight(state, hotkeys[1]!, NETUID).total >> 64n;
  storage.StakeThreshold.put(state, least);
  chain.toEpoch();
  expect(powers()).toEqual([true, true, false]);
});
