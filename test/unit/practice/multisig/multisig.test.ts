import { Blake2256, getMultisigAccountId } from "@polkadot-api/substrate-bindings";
import { describe, expect, test } from "vitest";
import { hexOf } from "../../../../native/practice/frame/hasher.ts";
import { multisigAccount } from "../../../../native/practice/runtime/multisig/account.ts";
import { multisig } from "../../../../native/practice/runtime/multisig/pallet.ts";
import { accountBytes, accountText } from "../../../../native/practice/scale/account.ts";
import { CallBench, call, give, person, runtime, TAO } from "../call-bench.ts";

const [first, second, third, target] = [person(1), person(2), person(3), person(9)];
const account = multisigAccount([first, second, third], 2);
const inner = give(target, TAO);
const call_hash = `0x${hexOf(Blake2256(runtime.outer.call.codec.enc(inner)))}`;
const max_weight = { ref_time: 1_000_000_000n, proof_size: 0n };
const when = { height: 5, index: 2 };
const { Multisigs } = multisig.storage;

function bench(): CallBench {
  const chain = new CallBench();
  for (const who of [first, second, third, account]) chain.fund(who, 10n * TAO);
  chain.block = when.height;
  chain.extrinsic = when.index;
  return chain;
}
const others = (who: string) => [first, second, third].filter((one) => one !== who);

function asMulti(chain: CallBench, who: string, facts: Record<string, unknown> = {}): string {
  return chain.run(who, "Multisig.as_multi", {
    threshold: 2,
    other_signatories: others(who),
    maybe_timepoint: undefined,
    call: inner,
    max_weight,
    ...facts,
  });
}
function approve(chain: CallBench, who: string, facts: Record<string, unknown> = {}): string {
  return chain.run(who, "Multisig.approve_as_multi", {
    threshold: 2,
    other_signatories: others(who),
    maybe_timepoint: undefined,
    call_hash,
    max_weight,
    ...facts,
  });
}
const about = (who: string, facts: Record<string, unknown> = {}) => ({
  threshold: 2,
  other_signatories: others(who),
  call_hash,
  ...facts,
});

test("the account is the one wallets work out", () => {
  const theirs = getMultisigAccountId({
    threshold: 2,
    signatories: [third, first, second].map(accountBytes),
  });
  expect(account).toBe(accountText(Uint8Array.from(theirs)));
});

describe("an operation", () => {
  test("begins with a deposit of 0.132 TAO and 0.032 for each approval needed", () => {
    const chain = bench();
    expect(approve(chain, second)).toBe("ok");
    expect(chain.named("Multisig.NewMultisig")).toEqual([
      { approving: second, multisig: account, call_hash },
    ]);
    expect(Multisigs.get(chain.state, account, call_hash)).toEqual({
      when,
      deposit: 196_000_000n,
      depositor: second,
      approvals: [second],
    });
    expect(chain.data(second).reserved).toBe(196_000_000n);
  });

  test("runs with the last approval that carries the call, and gives the deposit back", () => {
    const chain = bench();
    approve(chain, second);
    chain.block = 8;
    expect(asMulti(chain, first, { maybe_timepoint: when })).toBe("ok");
    expect(chain.named("Multisig.MultisigExecuted")).toEqual([
      {
        approving: first,
        timepoint: when,
        multisig: account,
        call_hash,
        result: { type: "Ok", value: undefined },
      },
    ]);
    expect(chain.data(target).free).toBe(TAO);
    expect(chain.data(account).free).toBe(9n * TAO);
    expect(chain.data(second)).toMatchObject({ free: 10n * TAO, reserved: 0n });
    expect(Multisigs.has(chain.state, account, call_hash)).toBe(false);
    expect(chain.balanced()).toBe(true);
  });

  test("tells a failure of the call inside, and is over all the same", () => {
    const chain = bench();
    const dear = give(target, 500n * TAO);
    asMulti(chain, first, { call: dear });
    expect(asMulti(chain, second, { call: dear, maybe_timepoint: when })).toBe("ok");
    expect(chain.named("Multisig.MultisigExecuted")).toMatchObject([
      { result: { type: "Err", value: { type: "Token", value: { type: "FundsUnavailable" } } } },
    ]);
    expect(Multisigs.entries(chain.state)).toEqual([]);
  });

  test("collects approvals in order without the call, and then needs it", () => {
    const chain = bench();
    approve(chain, second);
    expect(approve(chain, first, { maybe_timepoint: when })).toBe("ok");
    expect(chain.named("Multisig.MultisigApproval")).toEqual([
      { approving: first, timepoint: when, multisig: account, call_hash },
    ]);
    expect(Multisigs.get(chain.state, account, call_hash).approvals).toEqual([first, second]);
    // Enough approved, so one more says nothing; whoever approved may bring the call.
    expect(approve(chain, third, { maybe_timepoint: when })).toBe("Multisig.AlreadyApproved");
    expect(asMulti(chain, second, { maybe_timepoint: when })).toBe("ok");
    expect(chain.named("Multisig.MultisigExecuted")).toHaveLength(1);
  });

  test("refuses wrong times, repeats and weights", () => {
    const chain = bench();
    const at = { maybe_timepoint: when };
    expect(approve(chain, first, at)).toBe("Multisig.UnexpectedTimepoint");
    approve(chain, first);
    expect(approve(chain, second)).toBe("Multisig.NoTimepoint");
    const late = { maybe_timepoint: { height: 5, index: 3 } };
    expect(approve(chain, second, late)).toBe("Multisig.WrongTimepoint");
    expect(approve(chain, first, at)).toBe("Multisig.AlreadyApproved");
    const light = { ...at, max_weight: { ref_time: 1n, proof_size: 0n } };
    expect(asMulti(chain, second, light)).toBe("Multisig.MaxWeightTooLow");
    expect(asMulti(chain, second, at)).toBe("ok");
  });

  test("refuses signatories that are none, too many, out of order, or the sender", () => {
    const chain = bench();
    const as = (other_signatories: string[], threshold = 2) =>
      asMulti(chain, second, { other_signatories, threshold });
    const hundred = Array.from({ length: 100 }, (_none, index) => person(20 + index));
    expect(as([first], 1)).toBe("Multisig.MinimumThreshold");
    expect(as([])).toBe("Multisig.TooFewSignatories");
    expect(as(hundred)).toBe("Multisig.TooManySignatories");
    expect(as([third, first])).toBe("Multisig.SignatoriesOutOfOrder");
    expect(as([first, first])).toBe("Multisig.SignatoriesOutOfOrder");
    expect(as([first, second])).toBe("Multisig.SenderInSignatories");
    expect(as(hundred.slice(1))).toBe("ok");
    expect(asMulti(chain, person(50))).toBe("Balances.InsufficientBalance");
    expect(chain.run("root", "Multisig.approve_as_multi", { ...about(first), max_weight })).toBe(
      "BadOrigin",
    );
  });
});

describe("cancel_as_multi", () => {
  test("ends the operation for whoever began it", () => {
    const chain = bench();
    const cancel = (who: string, facts: Record<string, unknown> = {}) =>
      chain.run(who, "Multisig.cancel_as_multi", { ...about(who), timepoint: when, ...facts });
    expect(cancel(first)).toBe("Multisig.NotFound");
    approve(chain, first);
    expect(cancel(first, { timepoint: { height: 1, index: 2 } })).toBe("Multisig.WrongTimepoint");
    expect(cancel(second)).toBe("Multisig.NotOwner");
    expect(cancel(first, { threshold: 1 })).toBe("Multisig.MinimumThreshold");
    expect(cancel(first)).toBe("ok");
    expect(chain.named("Multisig.MultisigCancelled")).toEqual([
      { cancelling: first, timepoint: when, multisig: account, call_hash },
    ]);
    expect(chain.data(first)).toMatchObject({ free: 10n * TAO, reserved: 0n });
  });
});

describe("poke_deposit", () => {
  test("brings an old deposit up to date, for whoever pays it", () => {
    const chain = bench();
    const poke = (who: string) => chain.run(who, "Multisig.poke_deposit", about(who));
    expect(poke(first)).toBe("Multisig.NotFound");
    approve(chain, first);
    expect(poke(second)).toBe("Multisig.NotOwner");
    expect(poke(first)).toBe("ok");
    expect(chain.events).toEqual([]);
    for (const old_deposit of [100n, 200_000_000n]) {
      const begun = Multisigs.get(chain.state, account, call_hash);
      Multisigs.put(chain.state, account, call_hash, { ...begun, deposit: old_deposit });
      expect(poke(first)).toBe("ok");
      expect(chain.named("Multisig.DepositPoked")).toEqual([
        { who: first, call_hash, old_deposit, new_deposit: 196_000_000n },
      ]);
      expect(chain.cost).toEqual({ pays: false });
    }
  });
});

describe("as_multi_threshold_1", () => {
  const run = (chain: CallBench, other_signatories: string[], wanted = inner) =>
    chain.run(second, "Multisig.as_multi_threshold_1", { other_signatories, call: wanted });

  test("runs the call at once, and fails as it fails", () => {
    const chain = bench();
    const shared = multisigAccount([first, second], 1);
    expect(run(chain, [first])).toBe("Token.FundsUnavailable");
    chain.fund(shared, 2n * TAO);
    expect(run(chain, [first])).toBe("ok");
    expect(chain.data(target).free).toBe(TAO);
    expect(chain.data(shared).free).toBe(TAO);
    expect(chain.named("Balances.Transfer")).toEqual([{ from: shared, to: target, amount: TAO }]);
  });

  test("checks its signatories", () => {
    const chain = bench();
    expect(run(chain, [])).toBe("Multisig.TooFewSignatories");
    expect(run(chain, [second])).toBe("Multisig.SenderInSignatories");
    expect(run(chain, [third, first])).toBe("Multisig.SignatoriesOutOfOrder");
    expect(
      run(
        chain,
        Array.from({ length: 100 }, (_none, index) => person(20 + index)),
      ),
    ).toBe("Multisig.TooManySignatories");
  });
});

test("the fee counts the weight that the call inside may take", () => {
  const facts = { other_signatories: [first], threshold: 2, maybe_timepoint: undefined };
  const info = (weight: bigint) =>
    runtime.info(
      call("Multisig.approve_as_multi", {
        ...facts,
        call_hash,
        max_weight: { ref_time: weight, proof_size: 0n },
      }),
    );
  expect(info(7_000n).weight - info(0n).weight).toBe(7_000n);
  expect(info(0n).pays).toBe(true);
});

test("an approval costs what it did, not what the call inside may take", () => {
  const chain = bench();
  const own = 125_000_000n;
  approve(chain, first);
  expect(chain.cost).toEqual({ weight: 32_052_125n + 2n * 111_179n + own });
  approve(chain, second, { threshold: 3 });
  approve(chain, first, { threshold: 3, maybe_timepoint: when });
  expect(chain.cost).toEqual({ weight: 17_940_334n + 2n * 106_203n + own });
  expect(asMulti(chain, third, { threshold: 3, maybe_timepoint: when })).toBe("ok");
  // A transfer tells nothing of its cost, so all that was allowed for it is paid.
  expect(chain.cost).toBeUndefined();
  const other = give(target, 2n * TAO);
  const length = BigInt(runtime.outer.call.codec.enc(other).length);
  asMulti(chain, first, { call: other });
  expect(chain.cost).toEqual({
    weight: 32_052_125n + 2n * 111_179n + 1_447n * length + own,
  });
});
