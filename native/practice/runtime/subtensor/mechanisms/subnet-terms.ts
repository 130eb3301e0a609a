import { addWeighted } from "../../../../protocol/mechanisms.ts";
import type { EpochOutput } from "../../../../protocol/yuma/epoch-terms.ts";

const U16_MAXIMUM = 65_535n;
const U64_MAXIMUM = (1n << 64n) - 1n;

/** What a subnet's epoch writes for the whole subnet, by uid; bonds and incentives are each mechanism's own. */
export type SubnetTerms = Omit<EpochOutput, "bonds" | "incentive">;

/** One mechanism's epoch and what it counts, as U64F64 bits. */
export interface WeighedOutput {
  readonly output: EpochOutput;
  readonly weight: bigint;
}

/**
 * The subnet's figures out of its mechanisms': what miners and validators get is added up, shares are added by the
 * mechanisms' weights, and active or permitted on one is active or permitted on the subnet. `Emission` is weighed too,
 * though it is a part already: so does the chain. Source: subnets/mechanism.rs, epoch_with_mechanisms.
 */
export function subnetTerms(mechanisms: readonly WeighedOutput[]): SubnetTerms {
  const [main] = mechanisms;
  if (main === undefined) throw new RangeError("a subnet without a mechanism");
  // Alone, the main mechanism counts 1, and what it says is what the subnet has.
  if (mechanisms.length === 1) return main.output;
  return mechanisms.slice(1).reduce(
    (terms, next): SubnetTerms => ({
      active: either(terms.active, next.output.active),
      validatorPermits: either(terms.validatorPermits, next.output.validatorPermits),
      serverEmission: added(terms.serverEmission, next.output.serverEmission),
      validatorEmission: added(terms.validatorEmission, next.output.validatorEmission),
      ...weighed(terms, next),
    }),
    { ...main.output, ...weighed(undefined, main) },
  );
}

type Weighed = Pick<
  SubnetTerms,
  "emission" | "consensus" | "dividends" | "validatorTrust" | "stakeWeight"
>;

function weighed(before: SubnetTerms | undefined, { output, weight }: WeighedOutput): Weighed {
  const shares = (name: Exclude<keyof Weighed, "emission">): number[] =>
    output[name].map((value, uid) =>
      Number(addWeighted(BigInt(before?.[name][uid] ?? 0), BigInt(value), weight, U16_MAXIMUM)),
    );
  return {
    emission: output.emission.map((value, uid) =>
      addWeighted(before?.emission[uid] ?? 0n, value, weight, U64_MAXIMUM),
    ),
    consensus: shares("consensus"),
    dividends: shares("dividends"),
    validatorTrust: shares("validatorTrust"),
    stakeWeight: shares("stakeWeight"),
  };
}

function either(left: readonly boolean[], right: readonly boolean[]): boolean[] {
  return left.map((value, uid) => value || (right[uid] ?? false));
}

function added(left: readonly bigint[], right: readonly bigint[]): bigint[] {
  return left.map((value, uid) => value + (right[uid] ?? 0n));
}
