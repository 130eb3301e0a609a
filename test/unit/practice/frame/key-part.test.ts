import { expect, test } from "vitest";
import { type HasherName, hashedKey } from "../../../../native/practice/frame/hasher.ts";
import { keyPart } from "../../../../native/practice/frame/key-part.ts";
import { accountId, bool, tuple, u16, u32, u64 } from "../../../../native/practice/scale/type.ts";
import { account } from "../runtime/practice-chain.ts";

const hashers: readonly HasherName[] = ["Identity", "Twox64Concat", "Blake2_128Concat"];

test.each(hashers)(
  "%s gives the same digits the first time and ever after, for each type its own",
  (hasher) => {
    const of16 = keyPart([hasher, u16]);
    const of32 = keyPart([hasher, u32]);
    const ofAccount = keyPart([hasher, accountId]);
    for (let round = 0; round < 2; round += 1)
      for (const value of [0, 1, 255, 256, 65_535]) {
        expect(of16(value)).toBe(hashedKey(hasher, u16.codec.enc(value)));
        expect(of32(value)).toBe(hashedKey(hasher, u32.codec.enc(value)));
        const who = account(value);
        expect(ofAccount(who)).toBe(hashedKey(hasher, accountId.codec.enc(who)));
      }
  },
);

test("keys that are neither number nor text are encoded each time", () => {
  const pair = tuple(u16, bool);
  const ofPair = keyPart(["Twox64Concat", pair]);
  expect(ofPair([7, true])).toBe(hashedKey("Twox64Concat", pair.codec.enc([7, true])));
  expect(ofPair([7, false])).not.toBe(ofPair([7, true]));
  const of64 = keyPart(["Identity", u64]);
  expect(of64(7n)).toBe("0700000000000000");
});

test("what is no account is refused every time", () => {
  const ofAccount = keyPart(["Blake2_128Concat", accountId]);
  for (let round = 0; round < 2; round += 1) expect(() => ofAccount("nobody")).toThrow(RangeError);
});
