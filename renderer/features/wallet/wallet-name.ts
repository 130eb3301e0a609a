import type { Wallet } from "../../../native/api/wallet.ts";

/** Why a new wallet cannot be called `name`: not a folder's name, or there is one; undefined where it can, or nothing is typed. */
export function walletNameProblem(
  name: string,
  wallets: readonly Wallet[] | undefined,
): "badName" | "taken" | undefined {
  if (name === "") return undefined;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) return "badName";
  return wallets?.some((wallet) => wallet.name === name) === true ? "taken" : undefined;
}
