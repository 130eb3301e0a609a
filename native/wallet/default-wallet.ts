import { HearthError } from "../api/errors.ts";
import type { Wallet } from "../api/wallet.ts";
import type { WalletStore } from "./wallet-store.ts";

/** The wallet meant when none is named: the one called "default", else the first that can be read. Throws WALLET_NOT_FOUND. */
export async function defaultWallet(wallets: WalletStore): Promise<Wallet> {
  const usable = (await wallets.list()).filter((wallet) => wallet.damaged === undefined);
  const chosen = usable.find(({ name }) => name === "default") ?? usable[0];
  if (chosen) return chosen;
  throw new HearthError("WALLET_NOT_FOUND", { name: "default" });
}
