import { Bytes, compactNumber } from "@polkadot-api/substrate-bindings";
import { describe, expect, it } from "vitest";
import { bytesOf, hexOf } from "../../../../native/practice/frame/hasher.ts";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { EXECUTE_VIEW_FUNCTION } from "../../../../native/practice/frame/view-dispatch.ts";
import { viewFunctionId } from "../../../../native/practice/frame/view-function.ts";
import { proxyType } from "../../../../native/practice/runtime/proxy/types.ts";
import { proxyViews } from "../../../../native/practice/runtime/proxy/views.ts";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import { concatenated } from "../../../../native/practice/scale/type.ts";
import { bob, transfer } from "../node/practice-chain.ts";

const runtime = practiceRuntime((error) => {
  throw error;
});

function ask(id: Uint8Array, input: Uint8Array): string {
  const args = concatenated([id, compactNumber.enc(input.length), input]);
  const at = { number: 1, hash: `0x${"00".repeat(32)}` };
  return hexOf(runtime.callApi(EXECUTE_VIEW_FUNCTION, args, new MemoryState(), at));
}
const idOf = (name: "check_permissions" | "is_superset"): Uint8Array =>
  viewFunctionId("Proxy", proxyViews[name]!);
/** SCALE of `Ok(bytes)`, where the bytes are one bool. */
const answered = (value: boolean): string =>
  `00${hexOf(Bytes().enc(Uint8Array.of(value ? 1 : 0)))}`;

describe("view functions", () => {
  it("say what a proxy type may do, and which is within another", () => {
    const call = runtime.outer.call.codec.enc(transfer(bob.address, 1n));
    const may = (type: "Any" | "NonTransfer"): string =>
      ask(idOf("check_permissions"), concatenated([call, proxyType.codec.enc({ type })]));
    expect(may("Any")).toBe(answered(true));
    expect(may("NonTransfer")).toBe(answered(false));
    const types = [proxyType.codec.enc({ type: "Any" }), proxyType.codec.enc({ type: "Staking" })];
    expect(ask(idOf("is_superset"), concatenated(types))).toBe(answered(true));
    expect(ask(idOf("is_superset"), concatenated(types.toReversed()))).toBe(answered(false));
  });

  it("say what is wrong with an unknown id, and with arguments that do not fit", () => {
    const unknown = bytesOf("07".repeat(32));
    expect(ask(unknown, new Uint8Array())).toBe(`0101${"07".repeat(32)}`);
    expect(ask(idOf("is_superset"), Uint8Array.of(0))).toBe("0102");
    expect(ask(idOf("is_superset"), Uint8Array.of(0, 0, 0))).toBe("0102");
  });
});
