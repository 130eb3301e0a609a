import fc from "fast-check";
import { stakeAvailability } from "../../../native/practice/runtime/subtensor/locks/availability.ts";
import { lockedHotkey } from "../../../native/practice/runtime/subtensor/locks/records.ts";
import { account, NETUID, TAO } from "../../unit/practice/runtime/practice-chain.ts";
import { attempt, hotkey, key, named, PEOPLE, type Step, who } from "./history-parts.ts";

const netuid = fc.constantFrom(0, NETUID, NETUID, 2);
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 3_000n * TAO }),
  fc.bigInt({ min: 1n, max: 200n }),
);

const lock = named("lock", fc.record({ who, hotkey, netuid, amount }), (chain, fact) =>
  attempt(chain, account(fact.who), "lock_stake", {
    hotkey: key(chain, fact.hotkey),
    netuid: fact.netuid,
    amount: fact.amount,
  }),
);

/** A part of what is free, where there is any, for a hotkey that is not refused for an older lock. */
const lockHeld = named(
  "lock held",
  fc.record({ who, hotkey, netuid, parts: fc.bigInt({ min: 1n, max: 4n }) }),
  (chain, fact) => {
    const coldkey = account(fact.who);
    const { available } = stakeAvailability(chain, coldkey, fact.netuid);
    const locked = lockedHotkey(chain.state, coldkey, fact.netuid);
    return attempt(chain, coldkey, "lock_stake", {
      hotkey: locked ?? key(chain, fact.hotkey),
      netuid: fact.netuid,
      amount: available / fact.parts,
    });
  },
);

const moveLock = named("move lock", fc.record({ who, hotkey, netuid }), (chain, fact) =>
  attempt(chain, account(fact.who), "move_lock", {
    destination_hotkey: key(chain, fact.hotkey),
    netuid: fact.netuid,
  }),
);

const perpetual = named(
  "perpetual",
  fc.record({ who, netuid, enabled: fc.boolean() }),
  (chain, fact) =>
    attempt(chain, account(fact.who), "set_perpetual_lock", {
      netuid: fact.netuid,
      enabled: fact.enabled,
    }),
);

const accept = named("accept", fc.record({ who, enabled: fc.boolean() }), (chain, fact) =>
  attempt(chain, account(fact.who), "set_reject_locked_alpha", { enabled: fact.enabled }),
);

const transfer = named(
  "transfer",
  fc.record({
    who,
    to: fc.integer({ min: 0, max: PEOPLE }),
    hotkey,
    netuid,
    other: netuid,
    amount,
  }),
  (chain, fact) =>
    attempt(chain, account(fact.who), "transfer_stake", {
      destination_coldkey: account(fact.to),
      hotkey: key(chain, fact.hotkey),
      origin_netuid: fact.netuid,
      destination_netuid: fact.other,
      alpha_amount: fact.amount,
    }),
);

const autoLock = named("auto lock", fc.boolean(), (chain, enabled) =>
  attempt(chain, "root", "AdminUtils.sudo_set_owner_cut_auto_lock_enabled", {
    netuid: NETUID,
    enabled,
  }),
);

/** What people do with locks. */
export const lockSteps: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 1, arbitrary: lock },
  { weight: 4, arbitrary: lockHeld },
  { weight: 1, arbitrary: moveLock },
  { weight: 1, arbitrary: perpetual },
  { weight: 1, arbitrary: accept },
  { weight: 2, arbitrary: transfer },
  { weight: 1, arbitrary: autoLock },
];
