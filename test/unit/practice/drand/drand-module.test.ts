import { beforeEach, describe, expect, test } from "vitest";
import {
  type DispatchContext,
  DispatchFailure,
  type Origin,
  type PalletEvent,
} from "../../../../native/practice/frame/context.ts";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { drandModule } from "../../../../native/practice/runtime/drand/module.ts";
import { drand } from "../../../../native/practice/runtime/drand/pallet.ts";
import { PulseChecks } from "../../../../native/practice/runtime/drand/pulse-checks.ts";
import { quicknet } from "../../../../native/practice/runtime/drand/quicknet.ts";
import type { Pulse } from "../../../../native/practice/runtime/drand/types.ts";
import { ROUND_1000 } from "../../protocol/timelock/quicknet.ts";
import { PUBLIC_KEY, pulseOf } from "./practice-beacon.ts";

const { storage } = drand;
const nobody: Origin = { kind: "none" };

let state: MemoryState;
let events: PalletEvent[];

function call(name: string, args: unknown, origin: Origin = nobody): string {
  const context: DispatchContext = {
    state,
    origin,
    block: 9,
    now: 0n,
    extrinsicIndex: 1,
    weightOf: () => 0n,
    spent: () => undefined,
    deposit: (event) => void events.push(event),
    dispatch: () => ({ ok: true }),
  };
  try {
    drandModule(new PulseChecks()).handlers[name]?.(context, args);
    return "ok";
  } catch (error) {
    if (error instanceof DispatchFailure) return error.message;
    throw error;
  }
}

function write(pulses: readonly Pulse[], origin?: Origin): string {
  const signer = { type: "Sr25519", value: `0x${"00".repeat(32)}` };
  return call(
    "write_pulse",
    { pulses_payload: { block_number: 9, pulses, public: signer } },
    origin,
  );
}

beforeEach(() => {
  state = new MemoryState();
  events = [];
  storage.BeaconConfig.put(state, { ...quicknet, public_key: PUBLIC_KEY });
});

test("an unset configuration is quicknet's, whose pulses are then taken", () => {
  storage.BeaconConfig.remove(state);
  const signature = ROUND_1000;
  expect(write([{ round: 1000n, randomness: new Uint8Array(32), signature }])).toBe("ok");
  expect(storage.LastStoredRound.get(state)).toBe(1000n);
});

describe("writing pulses", () => {
  test("stores genuine ones in rising order and says so", () => {
    expect(write([pulseOf(4n), pulseOf(7n)])).toBe("ok");
    expect(storage.Pulses.get(state, 7n)).toEqual(pulseOf(7n));
    expect(storage.LastStoredRound.get(state)).toBe(7n);
    expect(storage.OldestStoredRound.get(state)).toBe(4n);
    expect(storage.NextUnsignedAt.get(state)).toBe(9);
    expect(events.map(({ name, value }) => [name, value])).toEqual([
      ["NewPulse", { rounds: [4n, 7n] }],
    ]);
  });

  test("refuses a round that does not follow, and leaves out a signature of another round or key", () => {
    write([pulseOf(4n)]);
    expect(write([pulseOf(4n)])).toBe("Drand.InvalidRoundNumber");
    events = [];
    const foreign = pulseOf(6n, new Uint8Array(32).fill(12));
    expect(write([{ ...pulseOf(6n), round: 5n }, foreign])).toBe("ok");
    expect(storage.LastStoredRound.get(state)).toBe(4n);
    expect(events).toEqual([]);
  });

  test("fails for bytes that are no signature", () => {
    const broken = { ...pulseOf(4n), signature: new Uint8Array(48) };
    expect(write([broken])).toBe("Drand.PulseVerificationError");
  });

  test("is for nobody who signs", () => {
    expect(write([pulseOf(4n)], { kind: "root" })).toBe("BadOrigin");
    expect(write([pulseOf(4n)], { kind: "signed", account: "somebody" })).toBe("BadOrigin");
  });

  test("forgets the oldest rounds, a hundred at a time", () => {
    write([pulseOf(1n), pulseOf(2n)]);
    write([pulseOf(7_201n)]);
    expect(storage.Pulses.has(state, 1n)).toBe(false);
    expect(storage.Pulses.has(state, 2n)).toBe(true);
    expect(storage.OldestStoredRound.get(state)).toBe(2n);
    write([pulseOf(20_000n)]);
    expect(storage.Pulses.has(state, 2n)).toBe(false);
    expect(storage.OldestStoredRound.get(state)).toBe(102n);
  });
});

test("root alone changes the configuration and the oldest round", () => {
  const config = { ...quicknet, period: 1 };
  const payload = { config_payload: { block_number: 1, config, public: undefined } };
  expect(call("set_beacon_config", payload)).toBe("BadOrigin");
  expect(call("set_beacon_config", payload, { kind: "root" })).toBe("ok");
  expect(storage.BeaconConfig.get(state).period).toBe(1);
  expect(call("set_oldest_stored_round", { oldest_round: 5n })).toBe("BadOrigin");
  expect(call("set_oldest_stored_round", { oldest_round: 5n }, { kind: "root" })).toBe("ok");
  expect(storage.OldestStoredRound.get(state)).toBe(5n);
  expect(events.map(({ name }) => name)).toEqual(["BeaconConfigChanged", "SetOldestStoredRound"]);
});
