import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { State } from "../../../native/practice/frame/state.ts";
import { Overlay } from "../../../native/practice/frame/state.ts";
import { decodeHeader } from "../../../native/practice/node/block.ts";
import { Chain } from "../../../native/practice/node/chain.ts";
import { ChainDatabase } from "../../../native/practice/node/database.ts";
import { transfer } from "../../../native/practice/runtime/balances/balance.ts";
import { balances } from "../../../native/practice/runtime/balances/pallet.ts";
import { writeGenesis } from "../../../native/practice/runtime/first-state.ts";
import { practiceRuntime } from "../../../native/practice/runtime/runtime.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { timestamp } from "../../../native/practice/runtime/timestamp/pallet.ts";
import { faults } from "../../unit/practice/runtime/books.ts";
import { account, houseAccounts, TAO } from "../../unit/practice/runtime/practice-chain.ts";
import { arbitraryValue } from "../practice-runtime/arbitrary-value.ts";
import { histories } from "../practice-runtime/history.ts";
import { key, PEOPLE, type Step } from "../practice-runtime/history-parts.ts";
import { BLOCK_MILLIS, type HandWriting, LoggedChain } from "./logged-chain.ts";

const CREATED_AT = 1_700_000_000_000;
const beacon = { secret: new Uint8Array(32).fill(7), blockMillis: BLOCK_MILLIS };
const runtime = practiceRuntime((error) => {
  throw error;
});
const house = houseAccounts();
const addresses = [
  ...[0, 1, 2, 3, 100, 101, 102].map(account),
  house.owner.coldkey,
  house.owner.hotkey,
  ...house.miners.map(({ coldkey }) => coldkey),
  ...house.validators.flatMap(({ coldkey, hotkey }) => [coldkey, hotkey]),
];

let folder: string;
let chains = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "practice-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Block 0 with the people that histories are about, everything of it known beforehand. */
function genesis(state: State): void {
  writeGenesis(state, { tempo: 20, createdAt: CREATED_AT, beacon });
  storage.PendingChildKeyCooldown.put(state, 5n);
  storage.TxRateLimit.put(state, 0n);
  for (let index = 0; index < PEOPLE; index += 1)
    transfer({ state, deposit() {} }, house.faucet, account(index), 6_000n * TAO, true);
}

class KeptChain {
  readonly file: string;
  database!: ChainDatabase;
  chain!: Chain;

  constructor() {
    chains += 1;
    this.file = join(folder, `${chains}.sqlite`);
    this.open();
  }

  open(): void {
    this.database = new ChainDatabase(this.file, folder);
    const { database } = this;
    this.chain = new Chain({ database, runtime, genesis, facts: {}, keptStates: undefined });
  }

  reopen(): void {
    this.database.close();
    this.open();
  }
}

/** What does not hold after a block; fees burned in it are taken from Subtensor's issuance when the next one begins. */
function wrong(state: State): string[] {
  const opened = new Overlay(state);
  const issued = balances.storage.TotalIssuance.get(state);
  storage.TotalIssuance.put(opened, issued);
  const negative = system.storage.Account.entries(state).filter(
    ([, { data }]) =>
      data.free < 0n || data.reserved < 0n || data.free + data.reserved < data.frozen,
  );
  return [
    ...faults(opened),
    ...negative.map(([[who]]) => `${who} has less than nothing free`),
    ...(storage.TotalIssuance.get(state) < issued ? ["more issued than known"] : []),
  ];
}

/** Runs every block again on a chain of its own that is closed and opened in between; each must come out with the same hash. */
function replay({ kept, byHand }: Live, reopenEvery: number): void {
  const again = new KeptChain();
  try {
    for (let number = 1; number <= kept.chain.best.number; number += 1) {
      if (number % reopenEvery === 0) again.reopen();
      const block = kept.chain.blockAt(number)!;
      const header = decodeHeader(block.header);
      const state = kept.chain.stateAt(block);
      const now = timestamp.storage.Now.get(state);
      const slot = now / BigInt(BLOCK_MILLIS);
      const building = again.chain.startBlock(now, slot);
      const written = byHand.filter((each) => each.block === number);
      for (let index = 0; index <= block.extrinsics.length; index += 1) {
        for (const { after, key: name, value } of written) {
          if (after !== index) continue;
          if (value) building.state.set(name, value);
          else building.state.delete(name);
        }
        const bytes = block.extrinsics[index];
        if (bytes) runtime.applyExtrinsic(building, bytes, { signatureChecked: true });
      }
      const made = again.chain.finishBlock(building, slot, block.extrinsics);
      expect(decodeHeader(made.header).state_root, `block ${number}`).toBe(header.state_root);
      expect(made.hash, `block ${number}`).toBe(block.hash);
    }
  } finally {
    again.database.close();
  }
}

/** A history that has happened. */
interface Live {
  readonly kept: KeptChain;
  readonly byHand: readonly HandWriting[];
  readonly succeeded: number;
}

function live(history: readonly Step[]): Live {
  const kept = new KeptChain();
  let label = "the beginning";
  const logged = new LoggedChain(kept.chain, CREATED_AT, () => {
    const faulty = wrong(kept.chain.state);
    if (faulty.length > 0)
      throw new Error(`block ${kept.chain.best.number}, after ${label}: ${faulty.join("; ")}`);
  });
  let succeeded = 0;
  for (let index = 0; index < PEOPLE; index += 1)
    logged.call(account(index), "try_associate_hotkey", { hotkey: key(logged, index) });
  for (const step of history) {
    label = step.label;
    succeeded += step.run(logged);
  }
  logged.advance();
  return { kept, byHand: logged.byHand, succeeded };
}

/** Calls of every pallet, with any arguments. What must come from the node alone, writes keys as they are, or has an argument without values is left out. */
const LEFT_OUT = new Set([
  "System.set_storage",
  "System.kill_storage",
  "System.kill_prefix",
  "Grandpa.report_equivocation",
  "Grandpa.report_equivocation_unsigned",
]);
/** Calls within calls. */
const innerCall: fc.Arbitrary<unknown> = fc.constantFrom(
  { type: "System", value: { type: "remark_with_event", value: { remark: Uint8Array.of(1) } } },
  {
    type: "Balances",
    value: {
      type: "transfer_keep_alive",
      value: { dest: { type: "Id", value: account(1) }, value: TAO },
    },
  },
  { type: "SubtensorModule", value: { type: "unstake_all", value: { hotkey: account(101) } } },
);
const anyCall: fc.Arbitrary<Step> = fc.oneof(
  ...runtime.modules.flatMap(({ pallet: { spec } }) =>
    Object.entries(spec.calls)
      .filter(
        ([name, { dispatchClass }]) =>
          dispatchClass !== "Mandatory" && !LEFT_OUT.has(`${spec.name}.${name}`),
      )
      .map(([name, { args }]) =>
        fc
          .record({
            args: fc.record(
              Object.fromEntries(
                Object.entries(args).map(([field, { shape }]) => [
                  field,
                  arbitraryValue(shape, addresses, innerCall),
                ]),
              ),
            ),
            who: fc.constantFrom("root", ...addresses),
          })
          .map(
            ({ args: values, who }): Step => ({
              label: `${spec.name}.${name}`,
              run: (chain) => (chain.call(who, `${spec.name}.${name}`, values) === "ok" ? 1 : 0),
            }),
          ),
      ),
  ),
);

test("running the block log again gives the same state root at each block, and the books balance at each", () => {
  let all = 0;
  fc.assert(
    fc.property(histories(40), fc.integer({ min: 3, max: 40 }), (history, reopenEvery) => {
      const happened = live(history);
      all += happened.succeeded;
      try {
        replay(happened, reopenEvery);
      } finally {
        happened.kept.database.close();
      }
    }),
    { numRuns: 15 },
  );
  // It would hold of a chain that refuses everything, too.
  expect(all).toBeGreaterThan(60);
});

test("so it does with calls of every pallet, whatever their arguments", () => {
  const blocks: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 4 }).map((count) => ({
    label: "blocks",
    run: (chain) => {
      chain.advance(count);
      return 0;
    },
  }));
  const step = fc.oneof({ weight: 6, arbitrary: anyCall }, { weight: 1, arbitrary: blocks });
  const history = fc.array(step, { minLength: 30, maxLength: 120, size: "max" });
  let all = 0;
  fc.assert(
    fc.property(history, fc.integer({ min: 2, max: 10 }), (steps, reopenEvery) => {
      const happened = live(steps);
      all += happened.succeeded;
      try {
        replay(happened, reopenEvery);
      } finally {
        happened.kept.database.close();
      }
    }),
    { numRuns: 25 },
  );
  expect(all).toBeGreaterThan(60);
});
