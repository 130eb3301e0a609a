import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeWeightsPayload,
  encodeWeightsPayload,
} from "../../../../native/protocol/timelock/weights-payload.ts";

const payload = { hotkey: new Uint8Array(32).fill(0xee), uids: [1, 258], values: [65_535, 2] };

test("a payload is SCALE of hotkey, uids, values and version key", () => {
  const bytes = encodeWeightsPayload({ ...payload, versionKey: 5n });
  expect(bytesToHex(bytes)).toBe(`80${"ee".repeat(32)}080100020108ffff02000500000000000000`);
  expect(decodeWeightsPayload(bytes)).toEqual({ ...payload, versionKey: 5n });
});

test("the old form has no hotkey", () => {
  const bytes = encodeWeightsPayload({ ...payload, versionKey: 5n }).slice(33);
  const { uids, values } = payload;
  expect(decodeWeightsPayload(bytes)).toEqual({ uids, values, versionKey: 5n });
});

test("other bytes are no payload and never throw", () => {
  expect(decodeWeightsPayload(new Uint8Array())).toBeUndefined();
  expect(decodeWeightsPayload(new Uint8Array(3).fill(255))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const read = decodeWeightsPayload(bytes);
      if (read?.hotkey) expect(read.hotkey).toHaveLength(32);
    }),
  );
});
