import { reasonOf } from "../../../api/errors.ts";
import { inclusionFee, totalFee } from "../../runtime/transaction-payment/fee.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexBytes } from "./params.ts";
import { blockParam, type Methods, type NodeServices } from "./services.ts";

/** payment_*: what a transaction would cost. The price of weight and bytes never changes, so the block only has to be known. */
export function paymentMethods({ chain }: NodeServices): Methods {
  const feeOf = (bytes: unknown, at: unknown, failed: string) => {
    blockParam(chain, at, "runtime");
    const raw = hexBytes(bytes, "extrinsic");
    try {
      const { call, signed, length } = chain.runtime.extrinsics.decode(raw);
      const info = chain.runtime.info(call);
      return { info: signed ? info : { ...info, pays: false }, length };
    } catch (error) {
      const reason = reasonOf(error);
      throw new RpcFailure(rpcCodes.undecodable, failed, reason);
    }
  };
  return {
    payment_queryInfo([bytes, at]) {
      const { info, length } = feeOf(bytes, at, "Unable to query dispatch info.");
      return {
        weight: { ref_time: Number(info.weight), proof_size: 0 },
        class: info.dispatchClass.toLowerCase(),
        partialFee: totalFee(info, length).toString(),
      };
    },
    payment_queryFeeDetails([bytes, at]) {
      const { info, length } = feeOf(bytes, at, "Unable to query fee details.");
      const parts = inclusionFee(info, length);
      return {
        inclusionFee: parts
          ? {
              baseFee: `0x${parts.base.toString(16)}`,
              lenFee: `0x${parts.length.toString(16)}`,
              adjustedWeightFee: `0x${parts.weight.toString(16)}`,
            }
          : null,
      };
    },
  };
}
