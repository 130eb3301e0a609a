import fc from "fast-check";
import { expect, test } from "vitest";
import { crowdloan } from "../../../native/practice/runtime/crowdloan/pallet.ts";
import { multisig } from "../../../native/practice/runtime/multisig/pallet.ts";
import { proxy } from "../../../native/practice/runtime/proxy/pallet.ts";
import { PROXY_TYPES } from "../../../native/practice/runtime/proxy/types.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { CallBench, call, give, id, person, TAO } from "../../unit/practice/call-bench.ts";

const PEOPLE = [1, 2, 3, 4].map(person);
const END = 60_000;

const who = fc.constantFrom(...PEOPLE);
const amount = fc.bigInt({ min: 1n, max: 60n * TAO });
const type = fc.constantFrom(...PROXY_TYPES.slice(0, 4));
const loan = fc.integer({ min: 0, max: 1 });
const hash = fc.constantFrom(`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`);

/** Somebody asks for a call. */
interface Step {
  readonly origin: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

function asked(name: string, args: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Step> {
  return fc.record({ origin: who, args: fc.record(args) }).map((step) => ({ ...step, name }));
}
const address = who.map(id);
const group = { threshold: fc.constant(2) };
const delegation = {
  delegate: address,
  proxy_type: type.map((one) => ({ type: one })),
  delay: fc.nat(1),
};
const inner = fc.record({ to: who, amount }).map((facts) => give(facts.to, facts.amount));

/** A multisig call with the other three people as they must stand. */
function shared(name: string, args: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Step> {
  return asked(name, { ...group, ...args }).map((step) => ({
    ...step,
    args: { ...step.args, other_signatories: PEOPLE.filter((one) => one !== step.origin) },
  }));
}
const max_weight = fc.constant({ ref_time: 10_000_000_000n, proof_size: 0n });
const timepoint = { height: 1, index: 1 };
const maybe_timepoint = fc.constantFrom(undefined, timepoint);

const steps = fc.oneof(
  asked("Balances.transfer_allow_death", { dest: address, value: amount }),
  asked("Balances.transfer_all", { dest: address, keep_alive: fc.boolean() }),
  asked("Proxy.add_proxy", delegation),
  asked("Proxy.remove_proxy", delegation),
  asked("Proxy.remove_proxies", {}),
  asked("Proxy.create_pure", {
    proxy_type: delegation.proxy_type,
    delay: fc.constant(0),
    index: fc.nat(2),
  }),
  asked("Proxy.announce", { real: address, call_hash: hash }),
  asked("Proxy.remove_announcement", { real: address, call_hash: hash }),
  asked("Proxy.proxy", { real: address, force_proxy_type: fc.constant(undefined), call: inner }),
  shared("Multisig.approve_as_multi", { call_hash: hash, max_weight, maybe_timepoint }),
  shared("Multisig.as_multi", {
    call: fc.constant(call("System.remark", { remark: Uint8Array.of(1) })),
    max_weight,
    maybe_timepoint,
  }),
  shared("Multisig.cancel_as_multi", { call_hash: hash, timepoint: fc.constant(timepoint) }),
  asked("Crowdloan.create", {
    deposit: fc.constant(10n * TAO),
    min_contribution: fc.constant(TAO),
    cap: fc.constant(30n * TAO),
    end: fc.constant(END),
    call: fc.constant(undefined),
    target_address: who,
  }),
  asked("Crowdloan.contribute", { crowdloan_id: loan, amount }),
  asked("Crowdloan.withdraw", { crowdloan_id: loan }),
  asked("Crowdloan.finalize", { crowdloan_id: loan }),
  asked("Crowdloan.refund", { crowdloan_id: loan }),
  asked("Crowdloan.dissolve", { crowdloan_id: loan }),
);

/** Rao that the pallets' books say an account has reserved. */
function owed({ state }: CallBench, account: string): bigint {
  const operations = multisig.storage.Multisigs.entries(state)
    .filter(([, { depositor }]) => depositor === account)
    .reduce((sum, [, { deposit }]) => sum + deposit, 0n);
  const pure = proxy.storage.Proxies.entries(state)
    .filter(([[real], [proxies]]) => !PEOPLE.includes(real) && proxies[0]?.delegate === account)
    .reduce((sum, [, [, deposit]]) => sum + deposit, 0n);
  const [, proxies] = proxy.storage.Proxies.get(state, account);
  const [, announcements] = proxy.storage.Announcements.get(state, account);
  return operations + pure + proxies + announcements;
}

test("whatever people reserve and lend, every rao is where the books say", () => {
  const succeeded = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(steps, { minLength: 10, maxLength: 60, size: "max" }), (history) => {
      const chain = new CallBench();
      for (const one of PEOPLE) chain.fund(one, 100n * TAO);
      for (const { origin, name, args } of history) {
        const outcome = chain.run(origin, name, args);
        if (outcome === "ok") succeeded.set(name, (succeeded.get(name) ?? 0) + 1);
        expect(chain.balanced()).toBe(true);
      }
      for (const one of PEOPLE) {
        const { data, consumers, providers } = system.storage.Account.get(chain.state, one);
        expect(data.reserved).toBe(owed(chain, one));
        expect(consumers).toBe(data.reserved > 0n ? 1 : 0);
        expect(providers).toBe(data.free > 0n ? 1 : 0);
        expect(data.free >= 500n || data.reserved === 0n).toBe(true);
      }
      for (const [
        [crowdloanId],
        { funds_account, raised, finalized },
      ] of crowdloan.storage.Crowdloans.entries(chain.state)) {
        const given = crowdloan.storage.Contributions.entries(chain.state, crowdloanId);
        expect(given.reduce((sum, [, one]) => sum + one, 0n)).toBe(raised);
        expect(chain.data(funds_account).free).toBe(finalized ? 0n : raised);
      }
    }),
    { numRuns: 150 },
  );
  // The property would hold of a chain that refuses everything, too.
  for (const pallet of ["Proxy.", "Multisig.", "Crowdloan."]) {
    const counts = [...succeeded].filter(([name]) => name.startsWith(pallet));
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(50);
  }
  expect([...succeeded.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1_000);
});
