import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { allows, isSuperset } from "../../../../native/practice/runtime/proxy/filter.ts";
import { PROXY_RULES, SMALL_TRANSFER } from "../../../../native/practice/runtime/proxy/rules.ts";
import { PROXY_TYPES, type ProxyType } from "../../../../native/practice/runtime/proxy/types.ts";
import { CallBench, call, give, id, person, runtime } from "../call-bench.ts";
import { readMetadata } from "../frame/metadata-difference.ts";

const finney = new URL(
  "../../../../../shared/data/finney-spec424-metadata-v16.scale",
  import.meta.url,
);

/** Whether each type allows the call: the types that do. */
function allowing(name: string, args: Record<string, unknown> = {}): ProxyType[] {
  return PROXY_TYPES.filter((type) => allows(type, call(name, args)));
}

describe("what a proxy type may do", () => {
  test("every type has exactly one rule", () => {
    expect(PROXY_RULES.map(([type]) => type).sort()).toEqual([...PROXY_TYPES].sort());
  });

  test("staking, registering, weights, owning, children", () => {
    const others = ["Any", "NonCritical", "NonTransfer"];
    expect(allowing("SubtensorModule.add_stake")).toEqual([...others, "Staking"]);
    expect(allowing("SubtensorModule.transfer_stake", { alpha_amount: SMALL_TRANSFER })).toEqual([
      "Any",
      "NonCritical",
      "Transfer",
    ]);
    expect(allowing("SubtensorModule.burned_register")).toEqual([
      "Any",
      "NonTransfer",
      "Registration",
    ]);
    expect(allowing("SubtensorModule.set_weights")).toEqual([...others, "NonFungible"]);
    expect(allowing("SubtensorModule.set_children")).toEqual([
      ...others,
      "NonFungible",
      "ChildKeys",
    ]);
    expect(allowing("SubtensorModule.claim_root")).toEqual([...others, "NonFungible", "RootClaim"]);
    expect(allowing("SubtensorModule.swap_hotkey")).toEqual([...others, "SwapHotkey"]);
    expect(allowing("AdminUtils.sudo_set_kappa")).toEqual([
      "Any",
      "Owner",
      "NonCritical",
      "NonTransfer",
      "NonFungible",
      "SubnetLeaseBeneficiary",
    ]);
    expect(allowing("AdminUtils.sudo_set_sn_owner_hotkey")).not.toContain("Owner");
    expect(allowing("Utility.batch")).toEqual(["Any", "NonCritical", "NonTransfer", "NonFungible"]);
  });

  test("transfers, and small ones below half a TAO", () => {
    const to = person(1);
    const small = give(to, SMALL_TRANSFER - 1n);
    const large = give(to, SMALL_TRANSFER);
    const may = (wanted: ReturnType<typeof call>) =>
      PROXY_TYPES.filter((type) => allows(type, wanted));
    expect(may(small)).toEqual(["Any", "NonCritical", "Transfer", "SmallTransfer"]);
    expect(may(large)).toEqual(["Any", "NonCritical", "Transfer"]);
    const all = call("Balances.transfer_all", { dest: id(to), keep_alive: true });
    expect(may(all)).toEqual(["Any", "NonCritical", "Transfer"]);
    expect(allowing("SubtensorModule.transfer_stake", { alpha_amount: 1n })).toContain(
      "SmallTransfer",
    );
  });

  test("sudo, and one call of it by what is inside", () => {
    const unchecked = (inner: string) =>
      allowing("Sudo.sudo_unchecked_weight", { call: call(inner) });
    expect(unchecked("System.set_code")).toContain("SudoUncheckedSetCode");
    expect(unchecked("System.set_storage")).not.toContain("SudoUncheckedSetCode");
    expect(unchecked("System.set_code")).not.toContain("NonCritical");
  });

  test("types that stand for nothing allow nothing", () => {
    for (const type of ["Senate", "Triumvirate", "Governance", "RootWeights"] as const)
      expect(allows(type, call("System.remark"))).toBe(false);
  });

  test("which type holds another", () => {
    expect(PROXY_TYPES.every((type) => isSuperset("Any", type))).toBe(true);
    expect(PROXY_TYPES.filter((type) => isSuperset(type, "Any"))).toEqual(["Any"]);
    expect(PROXY_TYPES.filter((type) => !isSuperset("NonTransfer", type))).toEqual([
      "Any",
      "Transfer",
      "SmallTransfer",
    ]);
    expect(isSuperset("Transfer", "SmallTransfer")).toBe(true);
    expect(isSuperset("SmallTransfer", "Transfer")).toBe(false);
    expect(isSuperset("Owner", "Staking")).toBe(false);
  });
});

test.runIf(existsSync(finney))("the rules name calls and arguments that finney has", () => {
  const metadata = readMetadata(readFileSync(finney));
  const known = new Map<string, string[]>();
  for (const pallet of metadata.pallets) {
    known.set(`${pallet.name}.*`, []);
    const calls = pallet.calls && metadata.lookup[pallet.calls.type];
    if (calls?.def.tag !== "variant") continue;
    for (const { name, fields } of calls.def.value)
      known.set(
        `${pallet.name}.${name}`,
        fields.map((field) => field.name ?? ""),
      );
  }
  for (const [, rule] of PROXY_RULES) {
    const calls = "calls" in rule ? rule.calls : [];
    const except = rule.mode === "allow" ? (rule.except ?? []) : [];
    for (const name of [...calls, ...except]) expect([...known.keys()]).toContain(name);
    for (const [name, condition] of Object.entries(
      (rule.mode === "allow" && rule.conditions) || {},
    )) {
      expect(known.get(name)).toContain(condition.argument);
      expect(calls).toContain(name);
    }
  }
});

describe("ProxyFilterRuntimeApi", () => {
  const ask = (method: string, args: Uint8Array) => {
    const api = runtime.apis.find(({ name }) => name === "ProxyFilterRuntimeApi");
    const bytes = runtime.callApi(`ProxyFilterRuntimeApi_${method}`, args, new CallBench().state, {
      number: 1,
      hash: `0x${"00".repeat(32)}`,
    });
    return api?.methods[method]?.output.codec.dec(bytes) as Record<string, unknown>[];
  };
  const text = (value: unknown) => new TextDecoder().decode(value as Uint8Array);

  test("lists the types by index, with the dead ones marked", () => {
    const types = ask("get_proxy_types", new Uint8Array());
    expect(types.map(({ name }) => text(name))).toEqual(PROXY_TYPES);
    expect(types.map(({ index }) => index)).toEqual(PROXY_TYPES.map((_name, index) => index));
    expect(types.filter(({ deprecated }) => deprecated).map(({ name }) => text(name))).toEqual([
      "Senate",
      "Triumvirate",
      "Governance",
      "RootWeights",
    ]);
  });

  test("answers one filter or all of them", () => {
    expect(ask("get_proxy_filter", Uint8Array.of(0))).toHaveLength(PROXY_TYPES.length);
    const [small, ...more] = ask("get_proxy_filter", Uint8Array.of(1, 11));
    expect(more).toEqual([]);
    expect(small).toMatchObject({ proxy_type: 11, filter_mode: { type: "Allow" } });
    const calls = (small?.calls ?? []) as Record<string, unknown>[];
    expect(calls.map(({ call_name }) => text(call_name))).toEqual([
      "transfer_keep_alive",
      "transfer_allow_death",
      "transfer_stake",
    ]);
    expect(calls[0]).toMatchObject({
      pallet_index: 5,
      call_index: 3,
      condition: { type: "ParamLessThan", value: { limit: 500_000_000n } },
    });
    const [owner] = ask("get_proxy_filter", Uint8Array.of(1, 1));
    const [wildcard] = (owner?.calls ?? []) as Record<string, unknown>[];
    expect(text(wildcard?.pallet_name)).toBe("AdminUtils");
    expect(wildcard).toMatchObject({ call_name: undefined, call_index: undefined });
    expect(ask("get_proxy_filter", Uint8Array.of(1, 99))).toEqual([]);
  });
});
