import { HearthError } from "../../api/errors.ts";
import { rao } from "../../api/units.ts";
import type { ChainClient, Included, TransactionSigner } from "../../chain/client.ts";
import { freeBalance } from "../../chain/reads/account.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { defaultWallet } from "../../wallet/default-wallet.ts";
import { keypairFromUri } from "../../wallet/keypair.ts";
import type { WalletStore } from "../../wallet/wallet-store.ts";
import type { PracticeNetwork } from "../practice/practice-network.ts";
import type { PracticeTrouble } from "../practice/practice-trouble.ts";
import type { HostHandlers } from "../router.ts";

/** The most that one request gives: 10,000 practice TAO. */
const MOST = 10_000n * 1_000_000_000n;

/** What the faucet needs; `practice` is undefined on every network with real money. */
export interface FaucetOptions {
  readonly practice: PracticeNetwork | undefined;
  readonly trouble: Pick<PracticeTrouble, "check">;
  readonly chain: ChainClient;
  readonly wallets: WalletStore;
  readonly timeline: Timeline;
}

/**
 * The `practice.*` procedures: a plain transfer from the practice network's faucet account, whose key is public, and blocks ahead
 * of their time.
 */
export function practiceHandlers({
  practice,
  trouble,
  chain,
  wallets,
  timeline,
}: FaucetOptions): HostHandlers["practice"] {
  return {
    faucet: async ({ wallet, amount: text }, signal) => {
      if (!practice) throw new HearthError("PRACTICE_ONLY");
      trouble.check();
      const amount = rao(text);
      if (amount > MOST)
        throw new HearthError("BAD_INPUT", {
          reason: `The faucet gives at most ${MOST} rao at once.`,
        });
      if (amount === 0n) throw new HearthError("AMOUNT_TOO_LOW", { minimum: "1" });
      const name = wallet ?? (await defaultWallet(wallets)).name;
      const destination = await wallets.coldkeyAddress(name);
      const faucet = keypairFromUri(await practice.faucet(signal));
      const available = await freeBalance(chain, faucet.address);
      if (available <= amount) {
        throw new HearthError("BALANCE_TOO_LOW", {
          needed: String(amount),
          available: String(available),
        });
      }
      const signer: TransactionSigner = {
        address: faucet.address,
        publicKey: faucet.publicKey,
        sign: async (payload) => faucet.sign(payload),
      };
      const included = await chain.submit(
        {
          pallet: "Balances",
          name: "transfer_keep_alive",
          args: { dest: { type: "Id", value: destination }, value: amount },
        },
        signer,
        signal ? { signal } : {},
      );
      timeline.write({
        level: "good",
        source: "practice",
        message: "faucetPaid",
        values: { amount: String(amount), block: included.block },
      });
      return { receipt: toReceipt(included), amount: String(amount) };
    },
    advance: async (goal, signal) => {
      if (!practice) throw new HearthError("PRACTICE_ONLY");
      trouble.check();
      const advanced = await practice.advance(goal, signal);
      const values = { from: advanced.from, to: advanced.to };
      timeline.write({ level: "info", source: "practice", message: "practiceSkipped", values });
      return advanced;
    },
  };
}

function toReceipt(included: Included) {
  return {
    hash: included.hash,
    blockHash: included.blockHash,
    block: included.block,
    extrinsicIndex: included.extrinsicIndex,
    fee: String(included.fee),
    state: "in-block" as const,
  };
}
