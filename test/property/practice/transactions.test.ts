import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PoolRefused } from "../../../native/practice/node/pool-refusal.ts";
import { answerMessage } from "../../../native/practice/node/rpc/dispatch.ts";
import { allMethods } from "../../../native/practice/node/rpc/methods.ts";
import type { Method } from "../../../native/practice/node/rpc/services.ts";
import { Session } from "../../../native/practice/node/rpc/session.ts";
import { balances } from "../../../native/practice/runtime/balances/pallet.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import {
  alice,
  bob,
  devKey,
  TAO,
  TestChain,
  transfer,
} from "../../unit/practice/node/practice-chain.ts";

let test: TestChain;
let methods: ReadonlyMap<string, Method>;
beforeAll(() => {
  test = new TestChain();
  const { chain, pool } = test;
  methods = allMethods({ chain, pool, name: "n", version: "v", chainName: "c", properties: {} });
});
afterAll(() => test.close());

const people = [alice, bob, devKey("//Charlie"), devKey("//Dave")];

describe("any transactions", () => {
  it("leave exactly as many coins as the issuance says", () => {
    const payment = fc.record({
      from: fc.nat(3),
      to: fc.nat(3),
      value: fc.oneof(fc.bigInt(0n, 2000n), fc.bigInt(0n, 2000n * TAO)),
      tip: fc.bigInt(0n, 100_000n),
    });
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 6 }), (payments) => {
        for (const { from, to, value, tip } of payments) {
          const bytes = test.sign(people[from]!, transfer(people[to]!.address, value), { tip });
          try {
            test.pool.submit(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(PoolRefused);
          }
          test.block();
        }
        const accounts = system.storage.Account.entries(test.chain.state);
        const sum = accounts.reduce((total, [, { data }]) => total + data.free + data.reserved, 0n);
        expect(balances.storage.TotalIssuance.get(test.chain.state)).toBe(sum);
        for (const [, { data }] of accounts)
          expect(data.free === 0n || data.free >= 500n).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("are refused, never crash, when their bytes are changed anywhere", () => {
    const bytes = test.sign(alice, transfer(bob.address, TAO));
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(3),
        (where, change, cut) => {
          const changed = bytes.slice(0, bytes.length - cut);
          fc.pre(where < changed.length);
          changed[where]! ^= change;
          expect(() => test.pool.submit(changed)).toThrow(PoolRefused);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("any message", () => {
  it("gets an answer in JSON-RPC and is never a bug", () => {
    const method = fc.constantFrom(...methods.keys(), "no_such_method");
    const argument = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constant(test?.chain.genesisHash ?? `0x${"00".repeat(32)}`),
      fc.constantFrom("0x", "0x00", "Core_version", 0, 1, 2 ** 53, -1, "0xzz"),
    );
    const id = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    const request = fc.record({
      jsonrpc: fc.constant("2.0"),
      id,
      method,
      params: fc.array(argument, { maxLength: 4 }),
    });
    const message = fc.oneof(
      fc.string(),
      fc.json({ maxDepth: 3 }),
      request.map((each) => JSON.stringify(each)),
      fc.array(request, { maxLength: 3 }).map((each) => JSON.stringify(each)),
    );
    fc.assert(
      fc.property(message, (text) => {
        const sent: unknown[] = [];
        const session = new Session((each) => sent.push(each));
        const report = (error: unknown): void => {
          throw error;
        };
        const answer = answerMessage(methods, session, text, report);
        session.answered();
        session.close();
        fc.pre(answer !== undefined);
        for (const each of Array.isArray(answer) ? answer : [answer]) {
          expect(each).toMatchObject({ jsonrpc: "2.0" });
          expect("result" in each !== "error" in each).toBe(true);
        }
        expect(() => JSON.stringify([answer, sent])).not.toThrow();
      }),
      { numRuns: 1500 },
    );
  });
});
