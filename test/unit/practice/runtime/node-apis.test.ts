import { describe, expect, test } from "vitest";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { auraStorage, BLOCK_MAKER } from "../../../../native/practice/runtime/aura/pallet.ts";
import { header } from "../../../../native/practice/runtime/config-types.ts";
import { result } from "../../../../native/practice/scale/substrate.ts";
import { bytes, option, str, u64, unit, vec } from "../../../../native/practice/scale/type.ts";
import { runtime } from "../call-bench.ts";

const state = new MemoryState();
const none = new Uint8Array();
const ask = (name: string, args: Uint8Array = none): Uint8Array =>
  runtime.callApi(name, args, state, { number: 1, hash: `0x${"11".repeat(32)}` });

describe("APIs that a node of several validators needs", () => {
  test("tell how long a block takes and who makes it", () => {
    auraStorage.Authorities.put(state, [BLOCK_MAKER]);
    expect(u64.codec.dec(ask("AuraApi_slot_duration"))).toBe(12_000n);
    expect(ask("AuraApi_authorities")).toEqual(
      Uint8Array.of(4, ...Buffer.from(BLOCK_MAKER.slice(2), "hex")),
    );
  });

  test("take session keys apart, and make none", () => {
    const keys = Uint8Array.from({ length: 64 }, (_, index) => index);
    const decoded = ask("SessionKeys_decode_session_keys", bytes.codec.enc(keys));
    const key = (from: number, type: string) => [
      128,
      ...keys.slice(from, from + 32),
      ...Buffer.from(type),
    ];
    expect(decoded).toEqual(Uint8Array.of(1, 8, ...key(0, "aura"), ...key(32, "gran")));
    const short = ask("SessionKeys_decode_session_keys", bytes.codec.enc(keys.slice(1)));
    expect(short).toEqual(Uint8Array.of(0));
    expect(runtime.hasApi("SessionKeys_generate_session_keys")).toBe(false);
  });

  test("know no Babe, as on finney: no authorities, and Babe's own defaults", () => {
    const numbers = (...values: bigint[]) => values.flatMap((value) => [...u64.codec.enc(value)]);
    const zeros = Array.from({ length: 32 }, () => 0);
    const VRF = 2;
    const configuration = [...numbers(0n, 0n, 1n, 4n), 0, ...zeros, VRF];
    expect(ask("BabeApi_configuration")).toEqual(Uint8Array.from(configuration));
    expect(ask("BabeApi_current_epoch_start")).toEqual(Uint8Array.from(numbers(0n)));
    const epoch = [...numbers(0n, 0n, 0n), 0, ...zeros, ...numbers(1n, 4n), VRF];
    expect(ask("BabeApi_current_epoch")).toEqual(Uint8Array.from(epoch));
    expect(ask("BabeApi_next_epoch")).toEqual(Uint8Array.from(epoch));
    const key = new Uint8Array(40);
    expect(ask("BabeApi_generate_key_ownership_proof", key)).toEqual(Uint8Array.of(0));
  });

  test("have no work beside the chain", () => {
    expect(ask("OffchainWorkerApi_offchain_worker", header.zero)).toEqual(none);
  });

  test("know no other block 0 than the program's own", () => {
    expect(vec(str).codec.dec(ask("GenesisBuilder_preset_names"))).toEqual([]);
    const preset = ask("GenesisBuilder_get_preset", option(str).codec.enc("benchmark"));
    expect(preset).toEqual(Uint8Array.of(0));
    const built = ask("GenesisBuilder_build_state", bytes.codec.enc(Buffer.from("{}")));
    expect(result(unit, str).codec.dec(built)).toEqual({
      type: "Err",
      value: "the practice network writes block 0 itself",
    });
  });
});
