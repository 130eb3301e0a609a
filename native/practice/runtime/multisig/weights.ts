import type { RuntimeCall } from "../../frame/context.ts";
import { runtimeCall } from "../runtime-call.ts";
import { benchmarked } from "../system/weight.ts";

/** Picoseconds as a Multisig call gives them for the call inside. */
export interface MaxWeight {
  readonly ref_time: bigint;
  readonly proof_size: bigint;
}

interface Signatories {
  readonly other_signatories: readonly string[];
}
interface WithCall {
  readonly call: RuntimeCall;
}
type WeightOf = (call: RuntimeCall) => bigint;

/** Bytes of a call's SCALE. */
export function encodedLength(call: RuntimeCall): number {
  return runtimeCall.type.codec.enc(call).length;
}

function largest(...weights: bigint[]): bigint {
  return weights.sort((left, right) => Number(right - left))[0] ?? 0n;
}

/** Picoseconds of what an approval comes to, by signatories but the sender and bytes of the call; 0 for its hash alone. */
export const operationWeights = {
  create: (others: number, length: number): bigint =>
    benchmarked(32_052_125 + 111_179 * others + 1_447 * length, 1, 1),
  approve: (others: number, length: number): bigint =>
    benchmarked(17_940_334 + 106_203 * others + 1_441 * length, 1, 1),
  /** Without the call itself. */
  complete: (others: number, length: number): bigint =>
    benchmarked(42_418_863 + 164_555 * others + 1_573 * length, 4, 2),
  /** Of one signatory alone, without the call itself. */
  single: (length: number): bigint => benchmarked(20_727_356 + 572 * length, 2, 0),
};

/**
 * Picoseconds of each Multisig call, the call inside included: pallet_multisig's SubstrateWeight as polkadot-sdk published
 * it. `other_signatories` counts each signatory but the sender.
 */
export const multisigWeights = {
  as_multi_threshold_1: ({ call }: WithCall, weightOf: WeightOf): bigint =>
    operationWeights.single(encodedLength(call)) + benchmarked(0, 1, 1) + weightOf(call),
  as_multi({
    other_signatories,
    call,
    max_weight,
  }: Signatories & WithCall & { max_weight: MaxWeight }): bigint {
    const others = other_signatories.length;
    const length = encodedLength(call);
    const most = largest(
      operationWeights.create(others, length),
      operationWeights.approve(others, length),
      operationWeights.complete(others, length),
    );
    return most + max_weight.ref_time;
  },
  approve_as_multi({
    other_signatories,
    max_weight,
  }: Signatories & { max_weight: MaxWeight }): bigint {
    const others = other_signatories.length;
    const most = largest(
      benchmarked(30_237_756 + 107_619 * others, 1, 1),
      benchmarked(16_907_862 + 101_887 * others, 1, 1),
    );
    return most + max_weight.ref_time;
  },
  cancel_as_multi: ({ other_signatories }: Signatories): bigint =>
    benchmarked(31_473_005 + 107_460 * other_signatories.length, 1, 1),
  poke_deposit: ({ other_signatories }: Signatories): bigint =>
    benchmarked(34_135_440 + 161_074 * other_signatories.length, 1, 1),
};
