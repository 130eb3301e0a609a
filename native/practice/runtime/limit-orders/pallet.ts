import { storageMap, storageValue } from "../../frame/storage.ts";
import { boundedVec } from "../../scale/bounded.ts";
import { multiSignature } from "../../scale/substrate.ts";
import {
  accountId,
  bool,
  hash256,
  newtype,
  option,
  struct,
  u16,
  u32,
  u64,
} from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { closedModule } from "../closed.ts";

const perbill = newtype(["sp_arithmetic", "per_things", "Perbill"], u32, "u32");
const named = [{ name: "AccountId", type: accountId.shape }];

const order = struct(
  ["pallet_limit_orders", "Order"],
  {
    signer: accountId,
    hotkey: accountId,
    netuid: u16,
    order_type: variant(["pallet_limit_orders", "OrderType"], {
      LimitBuy: { index: 0 },
      TakeProfit: { index: 1 },
      StopLoss: { index: 2 },
    }),
    amount: u64,
    limit_price: u64,
    expiry: u64,
    fee_rate: perbill,
    fee_recipient: accountId,
    relayer: option(boundedVec(accountId)),
    max_slippage: option(perbill),
    chain_id: u64,
    partial_fills_enabled: bool,
  },
  {
    signer: "AccountId",
    hotkey: "AccountId",
    netuid: "NetUid",
    order_type: "OrderType",
    amount: "u64",
    limit_price: "u64",
    expiry: "u64",
    fee_rate: "Perbill",
    fee_recipient: "AccountId",
    relayer: "Option<BoundedVec<AccountId, ConstU32<10>>>",
    max_slippage: "Option<Perbill>",
    chain_id: "u64",
    partial_fills_enabled: "bool",
  },
  named,
);
const versionedOrder = variant(
  ["pallet_limit_orders", "VersionedOrder"],
  { V1: { index: 0, fields: [order], typeNames: ["Order<AccountId>"] } },
  named,
);
const orders = boundedVec(
  struct(
    ["pallet_limit_orders", "SignedOrder"],
    { order: versionedOrder, signature: multiSignature, partial_fill: option(u64) },
    {
      order: "VersionedOrder<AccountId>",
      signature: "MultiSignature",
      partial_fill: "Option<u64>",
    },
    named,
  ),
);
const orderStatus = variant(["pallet_limit_orders", "OrderStatus"], {
  Fulfilled: { index: 0 },
  PartiallyFilled: { index: 1, fields: [u64], typeNames: ["u64"] },
  Cancelled: { index: 2 },
});
const ordersName = "BoundedVec<SignedOrder<T::AccountId>, T::MaxOrdersPerBatch>";

/** Pallet 32: orders signed away from the chain. They are switched off here, and stay so. */
export const limitOrdersModule = closedModule({
  name: "LimitOrders",
  index: 32,
  path: ["pallet_limit_orders", "pallet"],
  storage: {
    Orders: storageMap(["Blake2_128Concat", hash256], orderStatus, { optional: true }),
    LimitOrdersEnabled: storageValue(bool),
  },
  calls: {
    execute_orders: {
      index: 0,
      args: { orders: [orders, ordersName], should_fail: [bool, "bool"] },
      refusal: "LimitOrdersDisabled",
    },
    execute_batched_orders: {
      index: 1,
      args: { netuid: [u16, "NetUid"], orders: [orders, ordersName] },
      refusal: "LimitOrdersDisabled",
    },
    cancel_order: {
      index: 2,
      args: { order: [versionedOrder, "VersionedOrder<T::AccountId>"] },
      refusal: "LimitOrdersDisabled",
    },
    set_pallet_status: {
      index: 3,
      args: { enabled: [bool, "bool"] },
      refusal: "LimitOrdersDisabled",
    },
  },
  errors: [
    "InvalidSignature",
    "OrderAlreadyProcessed",
    "OrderCancelled",
    "OrderExpired",
    "PriceConditionNotMet",
    "Unauthorized",
    "SwapReturnedZero",
    "RootNetUidNotAllowed",
    "OrderNetUidMismatch",
    "LimitOrdersDisabled",
    "RelayerMissMatch",
    "PartialFillsNotEnabled",
    "IncorrectPartialFillAmount",
    "RelayerRequiredForPartialFill",
    "ChainIdMismatch",
    "PalletHotkeyNotRegistered",
    "ArithmeticOverflow",
    "DuplicateOrderInBatch",
    "ZeroShareInBatch",
  ],
});
