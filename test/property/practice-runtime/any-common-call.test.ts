import fc from "fast-check";
import { expect, test } from "vitest";
import type { RuntimeCall } from "../../../native/practice/frame/context.ts";
import { sudo } from "../../../native/practice/runtime/sudo/pallet.ts";
import { CallBench, person, runtime, TAO } from "../../unit/practice/call-bench.ts";
import { arbitraryValue } from "./arbitrary-value.ts";

const people = [1, 2, 3, 4].map(person);
const pallets = ["System", "Balances", "Utility", "Sudo", "Grandpa", "Proxy", "Multisig"];
/** What writes keys as they are, says itself what is issued, or has an argument without values. */
const LEFT_OUT = new Set([
  "System.set_storage",
  "System.kill_storage",
  "System.kill_prefix",
  "Balances.force_adjust_total_issuance",
  "Grandpa.report_equivocation",
  "Grandpa.report_equivocation_unsigned",
]);

/** A call of one of the pallets with any arguments; calls inside it are `inner`. */
function anyCall(inner: fc.Arbitrary<unknown>): fc.Arbitrary<RuntimeCall> {
  const calls = runtime.modules
    .map(({ pallet }) => pallet.spec)
    .filter(({ name }) => pallets.includes(name))
    .flatMap((spec) =>
      Object.entries(spec.calls)
        .filter(([name]) => !LEFT_OUT.has(`${spec.name}.${name}`))
        .map(([name, { args }]) => {
          const fields = Object.entries(args).map(([field, { shape }]): [string, unknown] => [
            field,
            arbitraryValue(shape, people, inner),
          ]);
          const values = fc.record(
            Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>,
          );
          return values.map((value) => ({ type: spec.name, value: { type: name, value } }));
        }),
    );
  return fc.oneof(...calls);
}

const remark = {
  type: "System",
  value: { type: "remark_with_event", value: { remark: Uint8Array.of(7) } },
};
const nested = anyCall(anyCall(anyCall(fc.constant(remark))));

const U64_MAX = (1n << 64n) - 1n;
const held = (chain: CallBench): bigint =>
  people.reduce((sum, who) => sum + chain.data(who).free + chain.data(who).reserved, 0n);

/** A call as text, for whoever has to find out what it did. */
function told(call: RuntimeCall): string {
  return JSON.stringify(call, (_key, value) => (typeof value === "bigint" ? `${value}` : value));
}

test("no common call, whatever it carries, does anything but succeed or fail as FRAME would; no rao comes or goes unseen", () => {
  const outcomes = new Set<string>();
  const who = fc.constantFrom("root", "none", ...people);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(who, nested), { minLength: 10, maxLength: 60, size: "max" }),
      (attempts) => {
        const chain = new CallBench();
        for (const one of people) chain.fund(one, 1_000n * TAO);
        sudo.storage.Key.put(chain.state, people[0] ?? "");
        for (const [by, call] of attempts) {
          const outcome = chain.dispatch(by, call);
          outcomes.add(outcome);
          expect(outcome).toMatch(
            /^(ok|BadOrigin|CannotLookup|ConsumerRemaining|(Token|Arithmetic|System|Balances|Utility|Sudo|Grandpa|Proxy|Multisig)\.\w+)$/,
          );
          // Multisig may say that it took more than announced, as on finney; who pays is then given nothing back.
          const { weight = 0n } = chain.cost ?? {};
          if (call.type !== "Multisig")
            expect(weight <= runtime.info(call).weight, call.value.type).toBe(true);
          // Root can write more than can be issued: then the count of it stays at the most there is.
          if (held(chain) > U64_MAX) return;
          expect(chain.balanced(), `${by}: ${told(call)}`).toBe(true);
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(outcomes).toContain("ok");
  expect(outcomes.size).toBeGreaterThan(12);
});
