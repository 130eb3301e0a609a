import { toHex } from "@polkadot-api/utils";
import { createClient } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import { getWsProvider } from "polkadot-api/ws";
import type { RuntimeCall } from "../../../native/practice/frame/context.ts";
import type { Chain } from "../../../native/practice/node/chain.ts";
import { type Keypair, keypairFromUri } from "../../../native/wallet/keypair.ts";
import { signedExtrinsic, transfer } from "../../fakes/signed-extrinsic.ts";

const RAO = 1_000_000_000n;
const people = Array.from({ length: 10 }, (_, index) => keypairFromUri(`//Bench//${index}`));

/** A third each: a transfer, a remark of 32 bytes, a batch of two transfers. Pallets that every Substrate chain has. */
type Kind = "transfer" | "remark" | "batch";
const kinds: readonly Kind[] = ["transfer", "remark", "batch"];
const kindOf = (index: number): Kind => kinds[index % kinds.length] ?? "transfer";
const receiver = (index: number): string => people[index % people.length]?.address ?? "";

/** `count` signed extrinsics of the mix, for a practice chain. */
export function practiceLoad(
  chain: Chain,
  from: Keypair,
  first: number,
  count: number,
): Uint8Array[] {
  return Array.from({ length: count }, (_, index) =>
    signedExtrinsic(chain.runtime, chain.genesisHash, {
      from,
      call: practiceCall(index),
      nonce: first + index,
    }),
  );
}

function practiceCall(index: number): RuntimeCall {
  const kind = kindOf(index);
  switch (kind) {
    case "transfer":
      return transfer(receiver(index), RAO);
    case "remark":
      return {
        type: "System",
        value: { type: "remark", value: { remark: new Uint8Array(32).fill(index & 0xff) } },
      };
    case "batch": {
      const calls = [transfer(receiver(index), RAO), transfer(receiver(index + 1), RAO)];
      return { type: "Utility", value: { type: "batch", value: { calls } } };
    }
    default:
      return kind satisfies never;
  }
}

/** The same mix for the chain behind another node's endpoint, signed by its own metadata; 0x hex. */
export async function foreignLoad(
  endpoint: string,
  from: Keypair,
  first: number,
  count: number,
): Promise<string[]> {
  const client = createClient(getWsProvider(endpoint));
  try {
    const { tx } = client.getUnsafeApi();
    const signer = getPolkadotSigner(from.publicKey, "Sr25519", (payload) => from.sign(payload));
    const give = (index: number) =>
      tx.Balances!.transfer_keep_alive!({
        dest: { type: "Id", value: receiver(index) },
        value: RAO,
      });
    const signed: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const kind = kindOf(index);
      const call =
        kind === "transfer"
          ? give(index)
          : kind === "remark"
            ? tx.System!.remark!({ remark: new Uint8Array(32).fill(index & 0xff) })
            : tx.Utility!.batch!({
                calls: [give(index).decodedCall, give(index + 1).decodedCall],
              });
      const options = { nonce: first + index, mortality: { mortal: false } } as const;
      signed.push(toHex(await call.sign(signer, options)));
    }
    return signed;
  } finally {
    client.destroy();
  }
}
