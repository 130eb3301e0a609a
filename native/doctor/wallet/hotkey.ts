import { HearthError } from "../../api/errors.ts";
import type { Wallet } from "../../api/wallet.ts";
import { bad, byPerson, type Check, check, good, type Judgement, skipped } from "../check.ts";

/** The hotkey that would mine: opened, or why it was not. */
export type HotkeyFacts =
  | { readonly kind: "no-wallet" }
  | {
      readonly kind: "opened";
      readonly wallet: string;
      readonly hotkey: string;
      readonly address: string;
    }
  | {
      readonly kind: "failed";
      readonly wallet: string;
      readonly hotkey: string;
      readonly code: string;
      readonly reason: string;
    };

/** Whether mining has a key to sign with. */
export function judgeHotkey(facts: HotkeyFacts): Judgement {
  switch (facts.kind) {
    case "no-wallet":
      return skipped("noWallet");
    case "opened": {
      const { wallet, hotkey, address } = facts;
      return good({ wallet, hotkey, address });
    }
    case "failed": {
      const { kind: _kind, ...evidence } = facts;
      if (facts.code === "HOTKEY_NOT_FOUND") return bad("missing", evidence, byPerson("addHotkey"));
      if (facts.code === "PASSWORD_REQUIRED")
        return bad("encrypted", evidence, byPerson("addHotkey"));
      return bad("damaged", evidence, byPerson("restoreWords"));
    }
    default:
      return facts satisfies never;
  }
}

/** The check of the hotkey of the wallet that mines. */
export function hotkeyCheck(options: {
  readonly wallet: () => Promise<Wallet | undefined>;
  /** The hotkey that the miner was started with, where it was. */
  readonly running?: () => string | undefined;
  readonly open: (wallet: string, hotkey: string) => Promise<{ readonly address: string }>;
}): Check {
  return check({
    id: "hotkey",
    group: "wallet",
    probe: async (): Promise<HotkeyFacts> => {
      const wallet = await options.wallet();
      if (wallet === undefined) return { kind: "no-wallet" };
      const usual = wallet.hotkeys.find(({ name }) => name === "default") ?? wallet.hotkeys[0];
      const hotkey = options.running?.() ?? usual?.name ?? "default";
      const names = { wallet: wallet.name, hotkey };
      try {
        const { address } = await options.open(names.wallet, names.hotkey);
        return { kind: "opened", ...names, address };
      } catch (error) {
        if (!(error instanceof HearthError)) throw error;
        const { code, detail, message } = error;
        return { kind: "failed", ...names, code, reason: String(detail.reason ?? message) };
      }
    },
    judge: judgeHotkey,
  });
}
