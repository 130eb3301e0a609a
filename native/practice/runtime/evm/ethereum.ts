import { closedModule } from "../closed.ts";
import { ethereumTransaction } from "./ethereum-transaction.ts";

/** Pallet 21: transactions as Ethereum's wallets sign them. No signature of theirs is valid here. */
export const ethereumModule = closedModule({
  name: "Ethereum",
  index: 21,
  path: ["pallet_ethereum", "pallet"],
  calls: {
    transact: {
      index: 0,
      args: { transaction: [ethereumTransaction, "Transaction"] },
      refusal: "InvalidSignature",
    },
  },
  errors: ["InvalidSignature", "PreLogExists"],
});
