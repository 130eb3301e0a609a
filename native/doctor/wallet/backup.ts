import type { SetupState } from "../../api/node.ts";
import type { Wallet } from "../../api/wallet.ts";
import { byPerson, type Check, check, good, type Judgement, skipped } from "../check.ts";
import { namesText } from "../text.ts";

/** How far the first run came, and the wallets that are here. */
export interface BackupFacts {
  readonly setup: Pick<SetupState, "step" | "wallet">;
  readonly wallets: readonly Pick<Wallet, "name">[];
}

/** Whether the words of the wallets were confirmed in the first run. Nothing else can tell whether somebody wrote them down. */
export function judgeBackup({ setup, wallets }: BackupFacts): Judgement {
  if (wallets.length === 0) return skipped("noWallet");
  const isPast = setup.step === "faucet" || setup.step === "done";
  const unseen = wallets
    .map(({ name }) => name)
    .filter((name) => !(isPast && name === setup.wallet));
  if (unseen.length === 0) return good({ wallet: setup.wallet ?? "" });
  return {
    state: "unknown",
    message: "notSeen",
    evidence: { wallets: namesText(unseen) },
    fix: byPerson("writeWords"),
  };
}

/** The check of the backup. */
export function backupCheck(probe: () => Promise<BackupFacts>): Check {
  return check({ id: "backup", group: "wallet", probe, judge: judgeBackup });
}
