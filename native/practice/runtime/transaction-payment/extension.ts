import type { DispatchContext, RuntimeCall } from "../../frame/context.ts";
import { actualInfo, type SignedExtension, type SignedTransaction } from "../../frame/extension.ts";
import type { State } from "../../frame/state.ts";
import { TransactionRefused } from "../../frame/validity.ts";
import { compact, newtype, type ScaleType, u64, unit } from "../../scale/type.ts";
import { depositInto, freeBalance, spendable, withdrawFrom } from "../balances/balance.ts";
import { totalFee } from "./fee.ts";
import { transactionPayment } from "./pallet.ts";

/** Another way to pay where the signer lacks TAO: finney takes the fee of some staking calls in alpha. */
export interface OtherPayment {
  canPay(state: State, transaction: SignedTransaction, fee: bigint): boolean;
  /** Takes the fee and deposits its own event. */
  pay(context: DispatchContext, transaction: SignedTransaction, fee: bigint): void;
}

/** Who pays for a call that `signer` signed. */
export type FeePayer = (state: State, signer: string, call: RuntimeCall) => string;

interface Paid {
  readonly payer: string;
  readonly fee: bigint;
  readonly tip: bigint;
  readonly inTao: boolean;
}

/**
 * Takes the fee and tip before the call runs, and gives back what the call did not cost and tells the rest after it. The fee is burned: this network has no block author
 * to give it to.
 */
export function chargeTransactionPayment(
  other?: OtherPayment,
  feePayer: FeePayer = (_state, signer) => signer,
): SignedExtension {
  const paidBy = (state: State, transaction: SignedTransaction): SignedTransaction => ({
    ...transaction,
    account: feePayer(state, transaction.account, transaction.call),
  });
  const inTao = (state: State, account: string, amount: bigint): boolean =>
    amount === 0n || spendable(state, account, true) >= amount;
  return {
    identifier: "ChargeTransactionPayment",
    extra: newtype(
      ["pallet_transaction_payment", "ChargeTransactionPayment"],
      compact(u64),
      "BalanceOf<T>",
    ) as ScaleType,
    implicit: unit,
    validate({ state }, signed, extra) {
      const transaction = paidBy(state, signed);
      const tip = extra as bigint;
      const fee = totalFee(transaction.info, transaction.length) + tip;
      if (!inTao(state, transaction.account, fee) && !other?.canPay(state, transaction, fee)) {
        throw new TransactionRefused({ type: "Payment" });
      }
      return { priority: tip + 1n };
    },
    prepare(context, signed, extra): Paid {
      const transaction = paidBy(context.state, signed);
      const tip = extra as bigint;
      const fee = totalFee(transaction.info, transaction.length) + tip;
      const tao = inTao(context.state, transaction.account, fee);
      if (tao) withdrawFrom(context, transaction.account, fee, true);
      else if (other) other.pay(context, transaction, fee);
      else throw new TransactionRefused({ type: "Payment" });
      return { payer: transaction.account, fee, tip, inTao: tao };
    },
    settle(context, { info, length }, prepared, outcome) {
      const { payer, fee: taken, tip, inTao: tao } = prepared as Paid;
      if (!tao) return;
      const fee = totalFee(actualInfo(info, outcome), length) + tip;
      // An account that ended during the call gets nothing back, as on chain.
      if (freeBalance(context.state, payer) > 0n) depositInto(context, payer, taken - fee);
      context.deposit(
        transactionPayment.event.TransactionFeePaid({ who: payer, actual_fee: fee, tip }),
      );
    },
  };
}
