import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  beaconPublicKey,
  roundAt,
  roundMessage,
  signRound,
  timeOfRound,
  verifyPulse,
} from "../../../../native/protocol/timelock/beacon.ts";
import { TimelockError } from "../../../../native/protocol/timelock/timelock-error.ts";
import { QUICKNET_KEY, ROUND_1000 } from "./quicknet.ts";

test("quicknet's round 1000 verifies, as round 1000 alone", () => {
  expect(bytesToHex(roundMessage(1000n))).toBe(
    "f652498d092acd949bad74e40683bf3824fb817980504a0c7e6722cfc5a9c0a3",
  );
  expect(verifyPulse(1000n, ROUND_1000, QUICKNET_KEY)).toBe(true);
  expect(verifyPulse(1001n, ROUND_1000, QUICKNET_KEY)).toBe(false);
});

test("a beacon's own pulses verify under its key and no other's", () => {
  const secret = new Uint8Array(32).fill(3);
  const signature = signRound(secret, 12n);
  expect(signature).toHaveLength(48);
  expect(verifyPulse(12n, signature, beaconPublicKey(secret))).toBe(true);
  expect(verifyPulse(12n, signature, QUICKNET_KEY)).toBe(false);
});

test("what is no signature, no key or no secret is said so", () => {
  expect(() => verifyPulse(1n, new Uint8Array(48), QUICKNET_KEY)).toThrow(
    new TimelockError("malformed-signature"),
  );
  expect(() => verifyPulse(1n, ROUND_1000, new Uint8Array(96))).toThrow(
    new TimelockError("malformed-key"),
  );
  for (const secret of [new Uint8Array(32), new Uint8Array(31), new Uint8Array(33).fill(1)])
    expect(() => signRound(secret, 1n)).toThrow(new TimelockError("malformed-key"));
  expect(() => roundMessage(1n << 64n)).toThrow(new TimelockError("malformed-round"));
});

test("a round is the newest from its second until the next one's", () => {
  const quicknet = { genesis: 1_692_803_367, period: 3 };
  expect(roundAt(quicknet, quicknet.genesis - 1)).toBe(0n);
  expect(roundAt(quicknet, quicknet.genesis)).toBe(1n);
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.integer({ min: 1, max: 60 }), (since, period) => {
      const clock = { genesis: 1_700_000_000, period };
      const round = roundAt(clock, clock.genesis + since);
      expect(timeOfRound(clock, round)).toBeLessThanOrEqual(clock.genesis + since);
      expect(timeOfRound(clock, round + 1n)).toBeGreaterThan(clock.genesis + since);
    }),
  );
});
