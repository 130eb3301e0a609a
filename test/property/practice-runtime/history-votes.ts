import fc from "fast-check";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, type PracticeChain } from "../../unit/practice/runtime/practice-chain.ts";
import { attempt, named, type Step } from "./history-parts.ts";

const validator = fc.integer({ min: 0, max: 2 });
const u16 = fc.nat(65_535);

const seat = (chain: PracticeChain, index: number): string =>
  chain.accounts.validators[index]?.hotkey ?? "";

/** Root stake earns only above a price sum of 1, which few histories would reach by themselves. */
const dearer = named("dearer", fc.constant(0), (chain) => {
  for (const netuid of [NETUID, 2])
    if (storage.NetworksAdded.get(chain.state, netuid))
      storage.SubnetMovingPrice.put(chain.state, netuid, { bits: 1n << 32n });
  return 0;
});

const vote = named(
  "vote",
  fc.record({ validator, weights: fc.array(u16, { minLength: 3, maxLength: 3 }) }),
  (chain, fact) => {
    const dests = [0, NETUID, 2].filter((netuid) => storage.NetworksAdded.get(chain.state, netuid));
    const args = { dests, weights: fact.weights.slice(0, dests.length) };
    return attempt(chain, seat(chain, fact.validator), "set_root_weights", args);
  },
);

const mechanisms = named("mechanisms", fc.integer({ min: 1, max: 2 }), (chain, count) => {
  storage.MaxAllowedUids.mutate(chain.state, NETUID, (most) => Math.min(most, 128));
  const args = { netuid: NETUID, mechanism_count: count };
  return attempt(chain, "root", "AdminUtils.sudo_set_mechanism_count", args);
});

const split = named("split", u16, (chain, part) =>
  attempt(chain, "root", "AdminUtils.sudo_set_mechanism_emission_split", {
    netuid: NETUID,
    maybe_split: [part, 65_535 - part],
  }),
);

const weighSecond = named(
  "weigh second",
  fc.record({ validator, values: fc.array(u16, { minLength: 4, maxLength: 4 }) }),
  (chain, fact) =>
    attempt(chain, seat(chain, fact.validator), "set_mechanism_weights", {
      netuid: NETUID,
      mecid: 1,
      dests: [1, 2, 3, 8],
      weights: fact.values,
      version_key: 0n,
    }),
);

const trim = named("trim", fc.integer({ min: 4, max: 14 }), (chain, most) => {
  storage.MinAllowedUids.put(chain.state, NETUID, 4);
  storage.ImmunityPeriod.put(chain.state, NETUID, 0);
  const args = { netuid: NETUID, max_n: most };
  return attempt(chain, "root", "AdminUtils.sudo_trim_to_max_allowed_uids", args);
});

const claim = named("claim", fc.integer({ min: 0, max: 5 }), (chain, who) =>
  attempt(
    chain,
    who < 3 ? (chain.accounts.validators[who]?.coldkey ?? "") : account(who),
    "claim_root",
    {
      subnets: [0, NETUID, 2],
    },
  ),
);

/** Steps about root's vote and a subnet's mechanisms. */
export const voteSteps = [
  { weight: 1, arbitrary: dearer },
  { weight: 2, arbitrary: vote },
  { weight: 1, arbitrary: mechanisms },
  { weight: 1, arbitrary: split },
  { weight: 1, arbitrary: weighSecond },
  { weight: 1, arbitrary: trim },
  { weight: 1, arbitrary: claim },
] as const;

const founded = named("founded", fc.constant(0), (chain) => {
  const made = attempt(chain, account(0), "register_network", {
    hotkey: account(700 + chain.block),
  });
  return made + attempt(chain, account(0), "start_call", { netuid: 2 });
});

const passing = named("passing", fc.integer({ min: 1, max: 25 }), (chain, count) => {
  chain.advance(count);
  return 0;
});

const quickened = named("quickened", fc.constant(0), (chain) => {
  storage.Tempo.put(chain.state, 2, 20);
  storage.WeightsSetRateLimit.put(chain.state, 0, 0n);
  return 0;
});

/** Histories of root's vote and mechanisms alone, on two subnets whose epochs come every 20 blocks. */
export function voteHistories(longest: number): fc.Arbitrary<Step[]> {
  const steps = fc.oneof({ weight: 6, arbitrary: passing }, ...voteSteps);
  const begin = fc.tuple(passing, founded, dearer, quickened);
  return fc
    .tuple(begin, fc.array(steps, { minLength: 8, maxLength: longest, size: "max" }))
    .map(([first, rest]) => [...first, ...rest]);
}
