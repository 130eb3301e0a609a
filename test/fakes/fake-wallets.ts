import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HearthError } from "../../native/api/errors.ts";
import { type Keypair, keypairFromMnemonic } from "../../native/wallet/keypair.ts";
import type { ColdkeySigner } from "../../native/wallet/signer.ts";
import { openWalletStore, type WalletStore } from "../../native/wallet/wallet-store.ts";

/** The practice phrase of btwallet's own tests: the one every development chain knows. */
const MNEMONIC = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
/** The password of the fake wallet. */
export const PASSWORD = "a long enough password 7";

/** A real wallet store in a temporary folder with one wallet, and a signer that unlocks it at once instead of in six seconds. */
export interface FakeWallets {
  readonly wallets: WalletStore;
  readonly signer: ColdkeySigner;
  readonly coldkey: Keypair;
  readonly hotkey: Keypair;
  close(): Promise<void>;
}

/** Makes the wallet "default" with hotkey "default". */
export async function fakeWallets(): Promise<FakeWallets> {
  const folder = await mkdtemp(join(tmpdir(), "hearth-wallets-"));
  const seal = async (json: string): Promise<Uint8Array> =>
    new TextEncoder().encode(`$NACL${json}`);
  const wallets = openWalletStore(folder, { seal });
  await wallets.create({
    name: "default",
    hotkey: "default",
    password: PASSWORD,
    mnemonic: MNEMONIC,
  });
  const coldkey = keypairFromMnemonic(MNEMONIC);
  const check = (password: string): void => {
    if (password !== PASSWORD) throw new HearthError("WRONG_PASSWORD");
  };
  return {
    wallets,
    coldkey,
    hotkey: await wallets.hotkey("default", "default"),
    signer: {
      sign: async ({ password, payloads }) => {
        check(password);
        return payloads.map((payload) => coldkey.sign(payload));
      },
      withColdkey: async (_keyfile, password, action) => {
        check(password);
        return action({ ...coldkey, sign: async (payload) => coldkey.sign(payload) });
      },
      seal,
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
