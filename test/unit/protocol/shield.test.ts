import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseShielded,
  shielded,
  shieldKeyHash,
  shieldKeyPair,
  unshielded,
} from "../../../native/protocol/shield.ts";

/** Seed 00 01 02 … 3f. */
const pair = shieldKeyPair(Uint8Array.from({ length: 64 }, (_, index) => index));
const other = shieldKeyPair(new Uint8Array(64).fill(7));

/** Made by bittensor-drand 1.3.0, encrypt_mlkem768 of "a signed extrinsic" with the key's hash, for the public half of `pair`. */
const foreign = [
  "b4d6e4299fda9e15e4a542ce303b4dc54004eea3fb0a86f5f911148eb00983e8cc1404f706922eb0cff748fc9bc79a08",
  "380c7aa275e24634df535d615bc6b78ec0b9f5d52a5e86551ead20452760a78fb5570285e797da51eb5aa3a435738822",
  "3c06f90cff1ba23051190671794451935b6f72ef165957bdd4963078eda476e5db3549645535ffdf059e4935353f4a07",
  "0bb024db60f8745dd2f7addb15b44c6624465ab1eb2fd510e1fadaa2672723a75cbe78418682b789ea6d468a1991ac31",
  "04e04a342324b27e99555538e5243e1a646f04cca055e506da0a46c0c465aca27835b5f02c5c907347b6f432cadb1b3a",
  "a754035b30106ffcefda0aa46bb6144dcf315227057932c93686a0993ff6eb4144755be2b23ce16694af9a0529da8a9e",
  "f38109c58cf98a04f9630edec7fc1b73eb889a3dc6660446967c1849692aa733efaf4366e4d3d1c105039912cb68dec3",
  "912f1b02cd8f014a0deff6498b631a3cac9e678065438c19f377c79d864bc1a9065f89595d085c1460e6678605b38af0",
  "307b5a823e410d4916e816a1c51af662fb1fe8aae728e17e6745bad81ecd97b17e3281ddd8e10e410ae6bbe80638f1b8",
  "07120cd4a1a8f23e44622d46529fadd680da0441d599de74b269a3ef29f0b9f19485f38082d4f4a2f26c6754bafa5543",
  "81a29d1c0fc63dad57f44789191d0a5a93f147c9f12cd07dfc6a202e5d8c5409842d14d45684844c9edf9e48c4e20d5b",
  "dd478c4d07037f8c8847c8b9dcbb8ebc3eec0256f583538500d3fe5cd40aa8a447f793b903e3992e687b3dc33e6fce57",
  "61b7685af01a687fefbb8d93c735efc0a52addd015267f29c7be24e9035ab82353510a1a815c4495dbc740b266048a24",
  "02849887fdc62ebf1b9d2c80186b4603b899d7a73e2adab7f4d9b94142d08df3c82653dd9e1f8f70f9596dd61bb255a4",
  "e83ca387400630612c826b04662be151de4eef3d26bd1119bf78b90452eefcfe20a8007c55bd97dd72562bf3ad496d97",
  "0084193c3bfa76e7adfc05e2aed0dbefe536516a3f809b7bca8e850298027547e51af57946b6ac224c491ff35f4394e9",
  "70dc0ed028e6aae4682235b69efbabb46cd1d8d29d78089ee5924ac07b86e8fd3cd51cc1016eb0feb1b4a5fad14e13a9",
  "9ed37dde3e2aa6ee6121af58a722067c44909c3538df2d36a84ecb8c3ade7e499c828f17f4bde85b574c6607f57928f8",
  "8c629406f152d9b70d2aa31d89a4fe2a1e582f6860f74a0dab16f4ee53dfd1ba889a04442f673f61dad0870907d50f66",
  "ed9f5e561aa9bf6d1904803cd5721f95343f3d8312be74d69aa966f8dae97d9990c9331cc2653c26d4ce9f2815a18110",
  "552a35422f580f60ff23be1d6b952f9467e4e6e7e7f6d39453ae6edcc06a875e354b25ca74adf572b7c476d7181cb402",
  "284ca50dd35072ce56df2c82aaec1117fd38b60e5f32e872c296c27e7bb16bec892c56c0bb30372da5c1f61fbb088190",
  "85278b17daf7737b4ea354e85ace397364e10f49b3c7d1ce00b57ff8683dcc882463fee4e264de98db728004f550dfaf",
  "a9640fad43e4c6188a5cf58117f77907360b8970dd47fa8be25f6ec8995cc28790a6cef396542771ada6053fb28b5d14",
  "4071a49327649f72c9f41ccf",
].join("");

describe("the shield's envelope", () => {
  it("reads what the stock tools' own library made", () => {
    const parts = parseShielded(new Uint8Array(Buffer.from(foreign, "hex")));
    if (!parts) throw new Error("unreadable");
    expect(parts.keyHash).toEqual(shieldKeyHash(pair.publicKey));
    expect(parts.encapsulated).toHaveLength(1088);
    const inner = unshielded(parts, pair.secretKey);
    expect(new TextDecoder().decode(inner)).toBe("a signed extrinsic");
  });

  it("opens for its own key only, and gives every extrinsic back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (extrinsic) => {
        const parts = parseShielded(shielded(extrinsic, pair.publicKey));
        if (!parts) throw new Error("unreadable");
        expect(unshielded(parts, pair.secretKey)).toEqual(extrinsic);
        expect(unshielded(parts, other.secretKey)).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it("is not one when it is cut short anywhere before its content, or changed anywhere in it", () => {
    const whole = shielded(Uint8Array.of(1, 2, 3), pair.publicKey);
    const content = 16 + 2 + 1088 + 24;
    for (const length of [0, 15, 17, 18, 1000, content - 1, content])
      expect(parseShielded(whole.subarray(0, length))).toBeUndefined();
    const parts = parseShielded(whole.subarray(0, content + 1));
    expect(parts && unshielded(parts, pair.secretKey)).toBeUndefined();
    for (const place of [20, content - 1, whole.length - 1]) {
      const changed = Uint8Array.from(whole);
      changed[place] = (changed[place] ?? 0) ^ 1;
      const read = parseShielded(changed);
      expect(read && unshielded(read, pair.secretKey)).toBeUndefined();
    }
  });

  it("may hold a key ciphertext of another length, which opens nothing", () => {
    const bytes = new Uint8Array(16 + 2 + 4 + 24 + 16);
    bytes[16] = 4;
    const parts = parseShielded(bytes);
    expect(parts?.encapsulated).toHaveLength(4);
    expect(parts && unshielded(parts, pair.secretKey)).toBeUndefined();
  });
});
