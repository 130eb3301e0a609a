import { create } from "zustand";
import { api } from "../../app/api.ts";
import { refreshWallets } from "../../app/feeds.ts";

interface AddingStore {
  readonly opened: boolean;
  /** The wallet is being made: what comes of it is not known yet. */
  readonly running: boolean;
  /** The words of the new wallet, until somebody says that they are written down. They are nowhere else. */
  readonly mnemonic: string | undefined;
}

const closed: AddingStore = { opened: false, running: false, mnemonic: undefined };

/** The further wallet that is being added. It lives above the pages: whatever page is shown, its words are shown. */
export const useAdding = create<AddingStore>(() => closed);

/** Opens the form of a further wallet. */
export function beginAdding(): void {
  useAdding.setState({ opened: true });
}

/** Closes the form, unless a wallet is being made or its words would be lost. */
export function leaveAdding(): void {
  const { running, mnemonic } = useAdding.getState();
  if (!running && mnemonic === undefined) useAdding.setState(closed);
}

/** Forgets the words, which are written down, and closes. */
export function endAdding(): void {
  useAdding.setState(closed);
}

/** What a further wallet is made of: with `mnemonic` it is restored, without it gets words of its own. */
export interface FurtherWallet {
  readonly name: string;
  readonly password: string;
  readonly mnemonic?: string;
}

/** Makes the wallet; new words are held to be shown. Throws what the node refused, and the form is left open. */
export async function addWallet(wallet: FurtherWallet): Promise<void> {
  useAdding.setState({ running: true });
  try {
    const { mnemonic } = await api.wallet.create({ ...wallet, hotkey: "default" });
    useAdding.setState({ mnemonic });
    await refreshWallets();
    if (mnemonic === undefined) useAdding.setState({ opened: false });
  } finally {
    useAdding.setState({ running: false });
  }
}
