import { describe, expect, it } from "vitest";
import { DispatchFailure, type RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { closedModule } from "../../../../native/practice/runtime/closed.ts";
import { baseFee } from "../../../../native/practice/runtime/evm/base-fee.ts";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import { struct } from "../../../../native/practice/scale/type.ts";

const runtime = practiceRuntime((error) => {
  throw error;
});

/** What every call of the pallets that are out of scope answers (docs/decisions/007). */
const refusals: Readonly<Record<string, string>> = {
  "EVM.withdraw": "EVM.WithdrawFailed",
  "EVM.call": "EVM.NotAllowed",
  "EVM.create": "EVM.CreateOriginNotAllowed",
  "EVM.create2": "EVM.CreateOriginNotAllowed",
  "EVM.set_whitelist": "EVM.NotAllowed",
  "EVM.disable_whitelist": "EVM.NotAllowed",
  "Ethereum.transact": "Ethereum.InvalidSignature",
  "Contracts.call_old_weight": "Contracts.ContractNotFound",
  "Contracts.instantiate_with_code_old_weight": "Contracts.CodeRejected",
  "Contracts.instantiate_old_weight": "Contracts.CodeNotFound",
  "Contracts.upload_code": "Contracts.CodeRejected",
  "Contracts.remove_code": "Contracts.CodeNotFound",
  "Contracts.set_code": "Contracts.ContractNotFound",
  "Contracts.call": "Contracts.ContractNotFound",
  "Contracts.instantiate_with_code": "Contracts.CodeRejected",
  "Contracts.instantiate": "Contracts.CodeNotFound",
  "Contracts.migrate": "Contracts.NoMigrationPerformed",
  "LimitOrders.execute_orders": "LimitOrders.LimitOrdersDisabled",
  "LimitOrders.execute_batched_orders": "LimitOrders.LimitOrdersDisabled",
  "LimitOrders.cancel_order": "LimitOrders.LimitOrdersDisabled",
  "LimitOrders.set_pallet_status": "LimitOrders.LimitOrdersDisabled",
};

function moduleOf(name: string) {
  const found = runtime.modules.find(({ pallet }) => pallet.spec.name === name);
  if (!found) throw new RangeError(`no pallet ${name}`);
  return found;
}

const context = {
  state: new MemoryState(),
  origin: { kind: "root" as const },
  block: 1,
  now: 0n,
  extrinsicIndex: 1,
  weightOf: () => 0n,
  spent: () => undefined,
  deposit: () => undefined,
  dispatch: () => ({ ok: true as const }),
};

/** Runs a call; "ok", or the error by its name. */
function run(name: string, args: unknown): string {
  const [pallet = "", call = ""] = name.split(".");
  try {
    moduleOf(pallet).handlers[call]?.(context, args);
    return "ok";
  } catch (error) {
    if (error instanceof DispatchFailure) return error.message;
    throw error;
  }
}

describe("pallets out of scope", () => {
  it("are all told, call by call", () => {
    const closed = ["EVM", "Ethereum", "Contracts", "LimitOrders"];
    const declared = closed.flatMap((pallet) =>
      Object.keys(moduleOf(pallet).pallet.spec.calls).map((call) => `${pallet}.${call}`),
    );
    expect(declared.sort()).toEqual(Object.keys(refusals).sort());
  });

  it.each(Object.entries(refusals))("%s answers %s, from bytes and back", (name, refusal) => {
    const [pallet = "", call = ""] = name.split(".");
    const spec = moduleOf(pallet).pallet.spec.calls[call];
    if (!spec) throw new RangeError(name);
    const type = struct([], spec.args);
    const args = type.codec.dec(type.zero);
    const whole: RuntimeCall = { type: pallet, value: { type: call, value: args } };
    const bytes = runtime.outer.call.codec.enc(whole);
    expect(bytes.slice(0, 2)).toEqual(
      Uint8Array.of(moduleOf(pallet).pallet.spec.index, spec.index),
    );
    expect(runtime.outer.call.codec.dec(bytes)).toEqual(whole);
    expect(run(name, args)).toBe(refusal);
  });

  it("cannot be declared with an answer that is none of theirs", () => {
    const calls = { go: { index: 0, args: {}, refusal: "Missing" } };
    const wrong = { name: "Wrong", index: 99, path: ["wrong"], calls, errors: ["Other"] };
    expect(() => closedModule(wrong)).toThrow("Wrong has no error Missing");
  });
});

describe("what Ethereum's gas costs", () => {
  it("is root's to say", () => {
    const { state } = context;
    expect(baseFee.storage.BaseFeePerGas.get(state)).toEqual([20_000_000_000n, 0n, 0n, 0n]);
    expect(run("BaseFee.set_base_fee_per_gas", { fee: [7n, 0n, 0n, 1n] })).toBe("ok");
    expect(baseFee.storage.BaseFeePerGas.get(state)).toEqual([7n, 0n, 0n, 1n]);
    expect(run("BaseFee.set_elasticity", { elasticity: 5 })).toBe("ok");
    expect(baseFee.storage.Elasticity.get(state)).toBe(5);
  });
});
