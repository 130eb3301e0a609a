import type { RuntimeCall } from "../../frame/context.ts";
import type { DispatchInfo } from "../../frame/extension.ts";
import { type ApiContext, apiMethod, defineApi, type RuntimeApi } from "../../frame/runtime-api.ts";
import { weight } from "../../scale/substrate.ts";
import { option, type ScaleType, struct, u32, u64 } from "../../scale/type.ts";
import { runtimeCall } from "../runtime-call.ts";
import { withLength } from "../system/api.ts";
import { dispatchClass } from "../system/types.ts";
import { inclusionFee, lengthToFee, totalFee, weightToFee } from "./fee.ts";

const path = ["pallet_transaction_payment", "types"] as const;
const balance = [{ name: "Balance", type: u64.shape }];

const dispatchInfo = struct(
  [...path, "RuntimeDispatchInfo"],
  { weight, class: dispatchClass, partial_fee: u64 },
  { weight: "Weight", class: "DispatchClass", partial_fee: "Balance" },
  [...balance, { name: "Weight", type: weight.shape }],
);
const feeDetails = struct(
  [...path, "FeeDetails"],
  {
    inclusion_fee: option(
      struct(
        [...path, "InclusionFee"],
        { base_fee: u64, len_fee: u64, adjusted_weight_fee: u64 },
        { base_fee: "Balance", len_fee: "Balance", adjusted_weight_fee: "Balance" },
        balance,
      ),
    ),
    tip: u64,
  },
  { inclusion_fee: "Option<InclusionFee<Balance>>", tip: "Balance" },
  balance,
);

function infoValue(info: DispatchInfo, length: number) {
  return {
    weight: { ref_time: info.weight, proof_size: 0n },
    class: { type: info.dispatchClass },
    partial_fee: totalFee(info, length),
  };
}

function detailsValue(info: DispatchInfo, length: number) {
  const parts = inclusionFee(info, length);
  return {
    inclusion_fee: parts && {
      base_fee: parts.base,
      len_fee: parts.length,
      adjusted_weight_fee: parts.weight,
    },
    tip: 0n,
  };
}

/** A transaction pays by its call; an unsigned one pays nothing. */
function transactionInfo({ runtime }: ApiContext, opaque: Uint8Array): DispatchInfo {
  const { call, signed } = runtime.extrinsics.decode(withLength(opaque));
  const info = runtime.info(call);
  return signed ? info : { ...info, pays: false };
}

const toFee = {
  query_weight_to_fee: apiMethod({ weight }, u64, (_context, args) =>
    weightToFee(args.weight.ref_time),
  ),
  query_length_to_fee: apiMethod({ length: u32 }, u64, (_context, { length }) =>
    lengthToFee(length),
  ),
};

/** What transactions and calls would cost, in u64 rao as finney answers. */
export function paymentApis(extrinsic: ScaleType<Uint8Array>): RuntimeApi[] {
  const call: ScaleType<RuntimeCall> = runtimeCall.type;
  return [
    defineApi("TransactionPaymentApi", 4, {
      query_info: apiMethod({ uxt: extrinsic, len: u32 }, dispatchInfo, (context, { uxt, len }) =>
        infoValue(transactionInfo(context, uxt), len),
      ),
      query_fee_details: apiMethod(
        { uxt: extrinsic, len: u32 },
        feeDetails,
        (context, { uxt, len }) => detailsValue(transactionInfo(context, uxt), len),
      ),
      ...toFee,
    }),
    defineApi("TransactionPaymentCallApi", 3, {
      query_call_info: apiMethod({ call, len: u32 }, dispatchInfo, ({ runtime }, args) =>
        infoValue(runtime.info(args.call), args.len),
      ),
      query_call_fee_details: apiMethod({ call, len: u32 }, feeDetails, ({ runtime }, args) =>
        detailsValue(runtime.info(args.call), args.len),
      ),
      ...toFee,
    }),
  ];
}
