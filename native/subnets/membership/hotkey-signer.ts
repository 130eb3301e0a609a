import type { TransactionSigner } from "../../chain/chain-port.ts";
import type { Keypair } from "../../wallet/keypair.ts";

/** A hotkey as a signer of transactions: serve_axon and set_weights are the hotkey's, and free of charge. */
export function hotkeySigner(hotkey: Keypair): TransactionSigner {
  return {
    address: hotkey.address,
    publicKey: hotkey.publicKey,
    sign: async (payload) => hotkey.sign(payload),
  };
}
