import type { Wallet } from "../../api/wallet.ts";
import {
  bad,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  skipped,
  warning,
} from "../check.ts";
import { namesText } from "../text.ts";

/** Whether every wallet's files can be read and its coldkey is encrypted. */
export function judgeKeyfiles(wallets: readonly Wallet[]): Judgement {
  if (wallets.length === 0) return skipped("none");
  const names = wallets.map(({ name }) => name);
  const evidence = { wallets: namesText(names) };
  const damaged = wallets.find((wallet) => wallet.damaged !== undefined);
  if (damaged) {
    const reason = damaged.damaged ?? "";
    return bad("damaged", { wallet: damaged.name, reason }, byPerson("restoreWords"));
  }
  const plain = wallets.filter(({ encrypted }) => !encrypted).map(({ name }) => name);
  return plain.length > 0
    ? warning("plain", { ...evidence, plain: namesText(plain) }, byPerson("encrypt"))
    : good(evidence);
}

/** The check of the wallets' files. */
export function keyfilesCheck(list: () => Promise<readonly Wallet[]>): Check {
  return check({ id: "keyfiles", group: "wallet", probe: list, judge: judgeKeyfiles });
}
