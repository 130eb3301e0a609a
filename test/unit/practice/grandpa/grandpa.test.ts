import { describe, expect, test } from "vitest";
import type { ApiContext } from "../../../../native/practice/frame/runtime-api.ts";
import { grandpaApi } from "../../../../native/practice/runtime/grandpa/api.ts";
import { grandpa } from "../../../../native/practice/runtime/grandpa/pallet.ts";
import { equivocationProof } from "../../../../native/practice/runtime/grandpa/types.ts";
import { struct } from "../../../../native/practice/scale/type.ts";
import { CallBench, person, runtime } from "../call-bench.ts";

const stalled = { delay: 100, best_finalized_block_number: 7 };
const zeros = `0x${"00".repeat(32)}`;

/** Asks an API method as a client does: arguments and answer go through SCALE. */
function ask(chain: CallBench, name: string, args: Readonly<Record<string, unknown>> = {}) {
  const method = grandpaApi.methods[name];
  if (!method) throw new RangeError(name);
  const inputs = struct([], method.inputs).codec;
  const context: ApiContext = { state: chain.state, block: 1, hash: zeros, runtime };
  const answer = method.call(context, inputs.dec(inputs.enc(args)));
  return method.output.codec.dec(method.output.codec.enc(answer));
}

describe("Grandpa", () => {
  test("has one set of nobody, for ever", () => {
    const chain = new CallBench();
    expect(grandpa.storage.State.get(chain.state)).toEqual({ type: "Live", value: undefined });
    expect(ask(chain, "grandpa_authorities")).toEqual([]);
    expect(ask(chain, "current_set_id")).toBe(0n);
    const key = { set_id: 0n, authority_id: zeros };
    expect(ask(chain, "generate_key_ownership_proof", key)).toBeUndefined();
    const proof = equivocationProof.codec.dec(equivocationProof.zero);
    const report = { equivocation_proof: proof, key_owner_proof: Uint8Array.of(1) };
    expect(ask(chain, "submit_report_equivocation_unsigned_extrinsic", report)).toBeUndefined();
  });

  test("notes for root that finality stands still", () => {
    const chain = new CallBench();
    expect(chain.run(person(1), "Grandpa.note_stalled", stalled)).toBe("BadOrigin");
    expect(chain.run("root", "Grandpa.note_stalled", stalled)).toBe("ok");
    expect(grandpa.storage.Stalled.get(chain.state)).toEqual([100, 7]);
  });

  test("takes no report: there are no bytes that one could be, on finney as here", () => {
    for (const call of [0, 1]) {
      const start = Uint8Array.of(4, call, ...equivocationProof.zero);
      for (let last = 0; last < 256; last += 1)
        expect(() => runtime.outer.call.codec.dec(Uint8Array.of(...start, last))).toThrow(
          "Void has no variant",
        );
    }
  });
});
