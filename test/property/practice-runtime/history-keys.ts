import fc from "fast-check";
import { account, NETUID } from "../../unit/practice/runtime/practice-chain.ts";
import { attempt, hotkey, key, named, PEOPLE, type Step, who } from "./history-parts.ts";

const netuid = fc.constantFrom(NETUID, 2);
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

/** What people do with their keys. */
export const keySteps: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 2, arbitrary: setChildren },
  { weight: 1, arbitrary: setChildkeyTake },
];
