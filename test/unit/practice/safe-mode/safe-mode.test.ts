import { expect, test } from "vitest";
import { safeModeGuard } from "../../../../native/practice/runtime/safe-mode/module.ts";
import { safeMode } from "../../../../native/practice/runtime/safe-mode/pallet.ts";
import { CallBench, call, errorName, person, TAO } from "../call-bench.ts";

const someone = person(1);
const DAY = 7_200;
const until = ({ state }: CallBench) => safeMode.storage.EnteredUntil.find(state);

function bench(): CallBench {
  const chain = new CallBench();
  chain.fund(someone, TAO);
  return chain;
}

test("nobody can pay to enter, extend or get a deposit back, since finney has not set it up", () => {
  const chain = bench();
  const by = (who: string, name: string, args = {}) => chain.run(who, `SafeMode.${name}`, args);
  const deposit = { account: someone, block: 1 };
  expect(by(someone, "enter")).toBe("SafeMode.NotConfigured");
  expect(by(someone, "extend")).toBe("SafeMode.Exited");
  expect(by(someone, "release_deposit", deposit)).toBe("SafeMode.NoDeposit");
  expect(by("root", "force_release_deposit", deposit)).toBe("SafeMode.NoDeposit");
  expect(by("root", "force_slash_deposit", deposit)).toBe("SafeMode.NoDeposit");
  for (const name of ["force_enter", "force_extend", "force_exit"])
    expect(by(someone, name)).toBe("BadOrigin");
  by("root", "force_enter");
  expect(by(someone, "enter")).toBe("SafeMode.Entered");
  expect(by(someone, "extend")).toBe("SafeMode.NotConfigured");
});

test("root enters for a day, extends by half a day, and ends it", () => {
  const chain = bench();
  const root = (name: string) => chain.run("root", `SafeMode.${name}`);
  expect(root("force_extend")).toBe("SafeMode.Exited");
  expect(root("force_exit")).toBe("SafeMode.Exited");
  expect(root("force_enter")).toBe("ok");
  expect(chain.events).toEqual([["SafeMode.Entered", { until: 1 + DAY }]]);
  expect(root("force_enter")).toBe("SafeMode.Entered");
  expect(root("force_extend")).toBe("ok");
  expect(until(chain)).toBe(1 + DAY + DAY / 2);
  expect(root("force_exit")).toBe("ok");
  expect(chain.named("SafeMode.Exited")).toEqual([{ reason: { type: "Force", value: undefined } }]);
  expect(until(chain)).toBeUndefined();
});

test("it ends by itself in the block after its last", () => {
  const chain = bench();
  chain.run("root", "SafeMode.force_enter");
  chain.block = 1 + DAY;
  chain.initialize("SafeMode");
  expect(until(chain)).toBe(1 + DAY);
  chain.block += 1;
  chain.initialize("SafeMode");
  expect(chain.named("SafeMode.Exited")).toHaveLength(1);
  expect(until(chain)).toBeUndefined();
});

test("while it is on, only what keeps a network alive is taken", () => {
  const chain = bench();
  const refused = (name: string) => {
    const error = safeModeGuard(chain.state, someone, call(name));
    return error && errorName(error);
  };
  expect(refused("Balances.transfer_all")).toBeUndefined();
  chain.run("root", "SafeMode.force_enter");
  for (const name of [
    "Balances.transfer_all",
    "SubtensorModule.add_stake",
    "Utility.batch",
    "Proxy.proxy",
    "MevShield.submit_encrypted",
  ])
    expect(refused(name)).toBe("System.CallFiltered");
  for (const name of [
    "Sudo.sudo",
    "Multisig.as_multi",
    "System.remark",
    "SafeMode.enter",
    "SubtensorModule.set_weights",
    "SubtensorModule.serve_axon",
    "Commitments.set_commitment",
  ])
    expect(refused(name)).toBeUndefined();
});
