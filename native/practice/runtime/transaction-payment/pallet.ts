import { definePallet, implement } from "../../frame/pallet.ts";
import { storageValue } from "../../frame/storage.ts";
import { accountId, newtype, u8, u64, u128 } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

const ONE = 1_000_000_000_000_000_000n;

/** The TransactionPayment pallet: it has no calls, only the fee event. */
export const transactionPayment = definePallet({
  name: "TransactionPayment",
  index: 6,
  path: ["pallet_transaction_payment", "pallet"],
  storage: {
    NextFeeMultiplier: storageValue(
      newtype(["sp_arithmetic", "fixed_point", "FixedU128"], u128, "u128"),
      {
        default: ONE,
      },
    ),
    StorageVersion: storageValue(
      variant(["pallet_transaction_payment", "Releases"], {
        V1Ancient: { index: 0 },
        V2: { index: 1 },
      }),
    ),
  },
  calls: {},
  events: {
    TransactionFeePaid: {
      index: 0,
      fields: { who: accountId, actual_fee: u64, tip: u64 },
      typeNames: { who: "T::AccountId", actual_fee: "BalanceOf<T>", tip: "BalanceOf<T>" },
    },
  },
  errors: {},
  constants: { OperationalFeeMultiplier: { type: u8, value: 5 } },
});

/** The pallet as part of a runtime; fees themselves are charged by the transaction extension. */
export const transactionPaymentModule = implement(transactionPayment, {});
