import fc from "fast-check";
import { expect, test } from "vitest";
import type { ApiContext } from "../../../native/practice/frame/runtime-api.ts";
import { adminUtils } from "../../../native/practice/runtime/admin-utils/pallet.ts";
import { subtensorApis } from "../../../native/practice/runtime/subtensor/api/apis.ts";
import { subtensor } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { swap } from "../../../native/practice/runtime/swap/pallet.ts";
import type { ScaleType } from "../../../native/practice/scale/type.ts";
import { faults } from "../../unit/practice/runtime/books.ts";
import {
  account,
  houseAccounts,
  PracticeChain,
} from "../../unit/practice/runtime/practice-chain.ts";
import { arbitraryValue } from "./arbitrary-value.ts";
import { peopledChain } from "./history.ts";

const house = houseAccounts();
const accounts = [
  ...[0, 1, 2, 3, 100, 101, 102].map(account),
  house.owner.coldkey,
  house.owner.hotkey,
  ...house.miners.flatMap(({ coldkey, hotkey }) => [coldkey, hotkey]),
  ...house.validators.flatMap(({ coldkey, hotkey }) => [coldkey, hotkey]),
];

function record(types: Readonly<Record<string, ScaleType>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(
      Object.entries(types).map(([name, type]) => [name, arbitraryValue(type.shape, accounts)]),
    ),
  ) as fc.Arbitrary<Record<string, unknown>>;
}

const calls = [subtensor, adminUtils, swap].flatMap(({ spec }) =>
  Object.entries(spec.calls).map(([name, call]) => ({ name: `${spec.name}.${name}`, call })),
);

const anyCall = fc.oneof(
  ...calls.map(({ name, call }) =>
    fc.record({
      name: fc.constant(name),
      args: record(call.args),
      who: fc.oneof(fc.constant("root"), fc.constantFrom(...accounts)),
    }),
  ),
);

test("no call, whatever its arguments, does anything but succeed or fail as the chain would", () => {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(fc.array(anyCall, { minLength: 5, maxLength: 40, size: "max" }), (attempts) => {
      const chain = peopledChain();
      chain.advance();
      for (const { name, args, who } of attempts) {
        const outcome = chain.call(who, name, args);
        outcomes.add(outcome);
        expect(outcome).toMatch(
          /^(ok|BadOrigin|Token|Arithmetic|(SubtensorModule|AdminUtils|Swap|Crowdloan)\.\w+)$/,
        );
      }
      chain.advance(25);
      expect(faults(chain.state)).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(outcomes).toContain("ok");
  expect(outcomes.size).toBeGreaterThan(15);
});

const methods = subtensorApis.flatMap((api) =>
  Object.entries(api.methods).map(([name, method]) => ({ name: `${api.name}.${name}`, method })),
);

test("every API method answers something that encodes, whatever it is asked", () => {
  const chain = new PracticeChain();
  chain.advance(21);
  const context = { state: chain.state, block: chain.block } as ApiContext;
  for (const { name, method } of methods)
    fc.assert(
      fc.property(record(method.inputs), (args) => {
        const encoded = method.output.codec.enc(method.call(context, args));
        expect(encoded, name).toBeInstanceOf(Uint8Array);
      }),
      { numRuns: 15 },
    );
});
