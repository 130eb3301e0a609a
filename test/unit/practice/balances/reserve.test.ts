import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DispatchFailure, type PalletEvent } from "../../../../native/practice/frame/context.ts";
import { withdrawFrom } from "../../../../native/practice/runtime/balances/balance.ts";
import { reserve, unreserve } from "../../../../native/practice/runtime/balances/reserve.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { CallBench, errorName, id, person, TAO } from "../call-bench.ts";

const rich = person(1);
const other = person(2);

function bench() {
  const chain = new CallBench();
  chain.fund(rich, 10n * TAO);
  const events: PalletEvent[] = [];
  const context = { state: chain.state, deposit: (event: PalletEvent) => void events.push(event) };
  return { chain, context, events };
}

function refusal(work: () => void): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DispatchFailure) return errorName(error.error);
    throw error;
  }
  return "ok";
}

describe("reserved balances", () => {
  test("move from free to reserved and back, with an event each, and issue nothing", () => {
    const { chain, context, events } = bench();
    reserve(context, rich, 4n * TAO);
    expect(chain.data(rich)).toMatchObject({ free: 6n * TAO, reserved: 4n * TAO });
    expect(system.storage.Account.get(chain.state, rich).consumers).toBe(1);
    expect(unreserve(context, rich, TAO)).toBe(0n);
    expect(system.storage.Account.get(chain.state, rich).consumers).toBe(1);
    expect(unreserve(context, rich, 5n * TAO)).toBe(2n * TAO);
    expect(chain.data(rich)).toMatchObject({ free: 10n * TAO, reserved: 0n });
    expect(system.storage.Account.get(chain.state, rich)).toMatchObject({
      consumers: 0,
      providers: 1,
    });
    expect(events.map(({ name, value }) => [name, value])).toEqual([
      ["Reserved", { who: rich, amount: 4n * TAO }],
      ["Unreserved", { who: rich, amount: TAO }],
      ["Unreserved", { who: rich, amount: 3n * TAO }],
    ]);
    expect(chain.balanced()).toBe(true);
  });

  test("nothing of nothing", () => {
    const { context, events } = bench();
    reserve(context, rich, 0n);
    expect(unreserve(context, rich, 0n)).toBe(0n);
    expect(unreserve(context, other, 7n)).toBe(7n);
    expect(events).toEqual([]);
  });

  test("never take more than is free, what is frozen, or what keeps the account alive", () => {
    const { chain, context } = bench();
    expect(refusal(() => reserve(context, rich, 11n * TAO))).toBe("Balances.InsufficientBalance");
    expect(refusal(() => reserve(context, rich, 10n * TAO))).toBe("ConsumerRemaining");
    expect(refusal(() => reserve(context, other, 1n))).toBe("Balances.InsufficientBalance");
    system.storage.Account.mutate(chain.state, rich, (info) => ({
      ...info,
      data: { ...info.data, frozen: 7n * TAO },
    }));
    expect(refusal(() => reserve(context, rich, 4n * TAO))).toBe("Balances.LiquidityRestrictions");
    expect(refusal(() => reserve(context, rich, 3n * TAO))).toBe("ok");
  });

  test("keep their account alive", () => {
    const { chain, context } = bench();
    reserve(context, rich, 4n * TAO);
    const send = (value: bigint) =>
      chain.run(rich, "Balances.transfer_allow_death", { dest: id(other), value });
    expect(send(6n * TAO)).toBe("Token.Frozen");
    expect(send(7n * TAO)).toBe("Token.FundsUnavailable");
    expect(refusal(() => withdrawFrom(context, rich, 6n * TAO, false))).toBe("Token.Frozen");
    const all = { dest: id(other), keep_alive: false };
    expect(chain.run(rich, "Balances.transfer_all", all)).toBe("ok");
    expect(chain.data(rich)).toMatchObject({ free: 500n, reserved: 4n * TAO });
    unreserve(context, rich, 4n * TAO);
    expect(chain.run(rich, "Balances.transfer_all", all)).toBe("ok");
    expect(chain.named("System.KilledAccount")).toEqual([{ account: rich }]);
    expect(chain.balanced()).toBe(true);
  });

  test("whatever is reserved, given back and sent, the sum stays", () => {
    const amount = fc.bigInt({ min: 0n, max: 12n * TAO });
    const step = fc.tuple(fc.constantFrom("reserve", "unreserve", "send", "back"), amount);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { chain, context } = bench();
        for (const [kind, value] of steps) {
          const before = chain.data(rich);
          if (kind === "reserve" && refusal(() => reserve(context, rich, value)) === "ok")
            expect(chain.data(rich).reserved).toBe(before.reserved + value);
          if (kind === "unreserve")
            expect(value - unreserve(context, rich, value)).toBe(
              before.reserved - chain.data(rich).reserved,
            );
          const [from, to] = kind === "back" ? [other, rich] : [rich, other];
          if (kind === "send" || kind === "back")
            chain.run(from, "Balances.transfer_allow_death", { dest: id(to), value });
          const { consumers, providers, data } = system.storage.Account.get(chain.state, rich);
          expect(consumers).toBe(data.reserved > 0n ? 1 : 0);
          expect(providers).toBe(data.free > 0n ? 1 : 0);
          expect(chain.balanced()).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
