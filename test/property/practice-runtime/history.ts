import fc from "fast-check";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { account, NETUID, PracticeChain, TAO } from "../../unit/practice/runtime/practice-chain.ts";
import { keySteps } from "./history-keys.ts";
import { lockSteps } from "./history-locks.ts";
import { attempt, hotkey, key, named, PEOPLE, type Step, who } from "./history-parts.ts";
import { voteSteps } from "./history-votes.ts";

const netuid = fc.constantFrom(0, NETUID, 2);
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 5_000n * TAO }),
  fc.bigInt({ min: 1n, max: 5_000_000n }),
);
/** Around the price of alpha at genesis, and anywhere. */
const price = fc.oneof(
  fc.bigInt({ min: 600_000_000n, max: 660_000_000n }),
  fc.bigInt({ min: 1n, max: 3n * TAO }),
);

const blocks = named("blocks", fc.integer({ min: 1, max: 12 }), (chain, count) => {
  chain.advance(count);
  return 0;
});

const stake = named("stake", fc.record({ who, hotkey, netuid, amount }), (chain, fact) =>
  attempt(chain, account(fact.who), "add_stake", {
    hotkey: key(chain, fact.hotkey),
    netuid: fact.netuid,
    amount_staked: fact.amount,
  }),
);

const unstake = named("unstake", fc.record({ who, hotkey, netuid, amount }), (chain, fact) =>
  attempt(chain, account(fact.who), "remove_stake", {
    hotkey: key(chain, fact.hotkey),
    netuid: fact.netuid,
    amount_unstaked: fact.amount,
  }),
);

const unstakeHeld = named(
  "unstake held",
  fc.record({ who, pick: fc.nat(20), parts: fc.bigInt({ min: 1n, max: 3n }) }),
  (chain, fact) => {
    const coldkey = account(fact.who);
    const places = storage.StakingHotkeys.get(chain.state, coldkey).flatMap((held) =>
      [0, NETUID, 2].map((subnet) => ({ hotkey: held, netuid: subnet })),
    );
    const held = places.filter((at) => stakeOf(chain.state, at.hotkey, coldkey, at.netuid) > 0n);
    const place = held[fact.pick % held.length];
    if (!place) return 0;
    const all = stakeOf(chain.state, place.hotkey, coldkey, place.netuid);
    return attempt(chain, coldkey, "remove_stake", { ...place, amount_unstaked: all / fact.parts });
  },
);

const limited = fc.record({ who, hotkey, netuid, amount, price, partial: fc.boolean() });

const stakeWithin = named("stake within", limited, (chain, fact) =>
  attempt(chain, account(fact.who), "add_stake_limit", {
    hotkey: key(chain, fact.hotkey),
    netuid: fact.netuid,
    amount_staked: fact.amount,
    limit_price: fact.price,
    allow_partial: fact.partial,
  }),
);

const unstakeWithin = named("unstake within", limited, (chain, fact) =>
  attempt(chain, account(fact.who), "remove_stake_limit", {
    hotkey: key(chain, fact.hotkey),
    netuid: fact.netuid,
    amount_unstaked: fact.amount,
    limit_price: fact.price,
    allow_partial: fact.partial,
  }),
);

const register = named("register", fc.record({ who, netuid }), (chain, fact) =>
  attempt(chain, account(fact.who), "burned_register", {
    hotkey: key(chain, fact.who),
    netuid: fact.netuid,
  }),
);

const move = named(
  "move",
  fc.record({ who, from: hotkey, to: hotkey, netuid, other: netuid, amount }),
  (chain, fact) =>
    attempt(chain, account(fact.who), "move_stake", {
      origin_hotkey: key(chain, fact.from),
      destination_hotkey: key(chain, fact.to),
      origin_netuid: fact.netuid,
      destination_netuid: fact.other,
      alpha_amount: fact.amount,
    }),
);

const unstakeAll = named("unstake all", fc.record({ who, hotkey }), (chain, fact) =>
  attempt(chain, account(fact.who), "unstake_all", { hotkey: key(chain, fact.hotkey) }),
);

const found = named("found", who, (chain, founder) => {
  const coldkey = account(founder);
  const made = attempt(chain, coldkey, "register_network", { hotkey: account(500 + chain.block) });
  return made + attempt(chain, coldkey, "start_call", { netuid: 2 });
});

const weigh = named(
  "weigh",
  fc.record({
    validator: fc.integer({ min: 0, max: 2 }),
    values: fc.array(fc.nat(65_535), { minLength: 9, maxLength: 9 }),
  }),
  (chain, { validator, values }) =>
    attempt(chain, chain.accounts.validators[validator]?.hotkey ?? "", "set_weights", {
      netuid: NETUID,
      dests: [0, 1, 2, 3, 4, 5, 6, 8, 9],
      weights: values,
      version_key: 0n,
    }),
);

const steps = fc.oneof(
  { weight: 3, arbitrary: blocks },
  { weight: 4, arbitrary: stake },
  { weight: 2, arbitrary: unstake },
  { weight: 3, arbitrary: unstakeHeld },
  { weight: 2, arbitrary: stakeWithin },
  { weight: 2, arbitrary: unstakeWithin },
  { weight: 2, arbitrary: register },
  { weight: 1, arbitrary: move },
  { weight: 1, arbitrary: unstakeAll },
  { weight: 1, arbitrary: found },
  { weight: 2, arbitrary: weigh },
  ...keySteps,
  ...lockSteps,
  ...voteSteps,
);

/** Random histories of up to `longest` steps. */
export function histories(longest: number): fc.Arbitrary<Step[]> {
  return fc.array(steps, { minLength: 8, maxLength: longest, size: "max" });
}

/** A chain on which everybody has 6,000 TAO and a hotkey that can be staked on. */
export function peopledChain(): PracticeChain {
  const chain = new PracticeChain();
  // Children are to count, and keys to be swapped again, within a history and not only a day later.
  storage.PendingChildKeyCooldown.put(chain.state, 5n);
  storage.TxRateLimit.put(chain.state, 0n);
  for (let index = 0; index < PEOPLE; index += 1) {
    chain.fund(account(index), 6_000n * TAO);
    chain.call(account(index), "try_associate_hotkey", { hotkey: key(chain, index) });
  }
  return chain;
}
