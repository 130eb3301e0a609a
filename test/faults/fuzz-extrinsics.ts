import { compactNumber } from "@polkadot-api/substrate-bindings";
import type { Runtime } from "../../native/practice/frame/runtime.ts";
import { keypairFromUri } from "../../native/wallet/keypair.ts";
import { signedExtrinsic, transfer } from "../fakes/signed-extrinsic.ts";
import type { Random } from "./random.ts";

/** Makes transactions of every degree of brokenness. */
export function extrinsicMaker(runtime: Runtime, genesis: string, random: Random): () => string {
  const alice = keypairFromUri("//Alice");
  const bob = keypairFromUri("//Bob");
  const good = Array.from({ length: 4 }, (_, nonce) =>
    signedExtrinsic(runtime, genesis, {
      from: alice,
      call: transfer(bob.address, 1_000_000n),
      nonce,
    }),
  );
  const withLength = (body: Uint8Array): Uint8Array =>
    Buffer.concat([compactNumber.enc(body.length), body]);
  const calls = runtime.modules.flatMap(({ pallet }) =>
    Object.values(pallet.spec.calls).map(({ index }) => [pallet.spec.index, index] as const),
  );
  // Version 4, unsigned, or with the sender's address and a signature that is none.
  const dressed = (call: Uint8Array): Uint8Array => {
    if (random.oneIn(3)) return withLength(Buffer.concat([Uint8Array.of(4), call]));
    const signature = Buffer.concat([Uint8Array.of(random.below(4)), random.bytes(64)]);
    const address = Buffer.concat([Uint8Array.of(random.below(6)), alice.publicKey]);
    return withLength(
      Buffer.concat([
        Uint8Array.of(0x84),
        address,
        signature,
        random.bytes(4 + random.below(4)),
        call,
      ]),
    );
  };
  const make = (): Uint8Array => {
    const picked = random.pick(good);
    switch (random.below(7)) {
      case 0: {
        const changed = Uint8Array.from(picked);
        for (let count = 0; count <= random.below(3); count += 1)
          changed[random.below(changed.length)] = random.below(256);
        return changed;
      }
      case 1:
        return picked.slice(0, random.below(picked.length));
      case 2:
        return Buffer.concat([picked, random.bytes(1 + random.below(30))]);
      case 3:
        return random.bytes(random.below(300));
      case 4:
        // A length that promises gigabytes.
        return Buffer.concat([Uint8Array.of(3 + 4 * random.below(5)), random.bytes(60)]);
      case 5: {
        const [pallet, call] = random.pick(calls);
        // Lengths of lists inside that promise more than there is, too.
        const lengths = random.oneIn(3) ? Uint8Array.of(0xfe, 0xff, 0xff, 0xff) : new Uint8Array();
        const body = Buffer.concat([
          Uint8Array.of(pallet, call),
          lengths,
          random.bytes(random.below(120)),
        ]);
        return dressed(body);
      }
      default:
        // Calls within calls within calls: Utility.batch of one, again and again.
        return dressed(
          Buffer.concat([...Array.from({ length: random.below(4_000) }, () => nested)]),
        );
    }
  };
  const utility = runtime.modules.find(({ pallet }) => pallet.spec.name === "Utility");
  const nested = Uint8Array.of(utility?.pallet.spec.index ?? 0, 0, 4);
  return () => `0x${Buffer.from(make()).toString("hex")}`;
}
