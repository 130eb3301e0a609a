import fc from "fast-check";
import { account, NETUID, TAO } from "../../unit/practice/runtime/practice-chain.ts";
import { attempt, hotkey, key, named, PEOPLE, type Step, who } from "./history-parts.ts";

const netuid = fc.constantFrom(NETUID, 2);
const amount = fc.bigInt({ min: 1n, max: 500n * TAO });
const WHOLE = (1n << 64n) - 1n;
const share = fc.oneof(fc.bigInt({ min: 0n, max: WHOLE }), fc.bigInt({ min: 0n, max: WHOLE / 5n }));

const setChildren = named(
  "set children",
  fc.record({
    parent: hotkey,
    netuid,
    children: fc.array(fc.tuple(share, hotkey), { maxLength: 3 }),
  }),
  (chain, fact) => {
    const parent = key(chain, fact.parent);
    const coldkey =
      fact.parent < PEOPLE
        ? account(fact.parent)
        : (chain.accounts.validators[fact.parent - PEOPLE]?.coldkey ?? "");
    return attempt(chain, coldkey, "set_children", {
      hotkey: parent,
      netuid: fact.netuid,
      children: fact.children.map(([part, child]) => [part, key(chain, child)]),
    });
  },
);

const setChildkeyTake = named(
  "set childkey take",
  fc.record({ who, netuid, take: fc.nat(12_000) }),
  (chain, fact) =>
    attempt(chain, account(fact.who), "set_childkey_take", {
      hotkey: key(chain, fact.who),
      netuid: fact.netuid,
      take: fact.take,
    }),
);

const swapHotkey = named(
  "swap hotkey",
  fc.record({
    who,
    back: fc.boolean(),
    keepStake: fc.boolean(),
    netuid: fc.constantFrom(undefined, undefined, NETUID),
  }),
  (chain, fact) => {
    const pair = [key(chain, fact.who), account(110 + fact.who)];
    const [from, to] = fact.back ? pair.toReversed() : pair;
    return attempt(chain, account(fact.who), "swap_hotkey_v2", {
      hotkey: from,
      new_hotkey: to,
      netuid: fact.netuid,
      keep_stake: fact.keepStake,
    });
  },
);

const swapColdkey = named("swap coldkey", fc.record({ who, back: fc.boolean() }), (chain, fact) => {
  const pair = [account(fact.who), account(300 + fact.who)];
  const [from, to] = fact.back ? pair.toReversed() : pair;
  const args = { old_coldkey: from, new_coldkey: to, swap_cost: 1n };
  return attempt(chain, "root", "swap_coldkey", args);
});

const destroy = named(
  "destroy alpha",
  fc.record({ who, hotkey, name: fc.constantFrom("recycle_alpha", "burn_alpha"), amount }),
  (chain, fact) =>
    attempt(chain, account(fact.who), fact.name, {
      hotkey: key(chain, fact.hotkey),
      amount: fact.amount,
      netuid: NETUID,
    }),
);

const stakeAndBurn = named(
  "stake and burn",
  fc.record({ who, hotkey, netuid, amount, limit: fc.option(amount, { nil: undefined }) }),
  (chain, fact) =>
    attempt(chain, account(fact.who), "add_stake_burn", {
      hotkey: key(chain, fact.hotkey),
      netuid: fact.netuid,
      amount: fact.amount,
      limit: fact.limit,
    }),
);

const dissolve = named("dissolve", fc.constantFrom(2, 3), (chain, subnet) =>
  attempt(chain, "root", "root_dissolve_network", { netuid: subnet }),
);

/** What people do with their keys, and what becomes of subnets. */
export const keySteps: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 2, arbitrary: setChildren },
  { weight: 1, arbitrary: setChildkeyTake },
  { weight: 2, arbitrary: swapHotkey },
  { weight: 1, arbitrary: swapColdkey },
  { weight: 1, arbitrary: dissolve },
  { weight: 1, arbitrary: destroy },
  { weight: 1, arbitrary: stakeAndBurn },
];
