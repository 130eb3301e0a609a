import { I32F32 } from "./fixed-point.ts";

const U16_MAXIMUM = 65_535;

/** Weights as a call carries them: uids and u16 values of equal length. */
export interface ChainWeights {
  readonly uids: readonly number[];
  readonly values: readonly number[];
}

/**
 * Scores as weights: over the largest, times 65535, rounded half to even, zeros left out. All-zero scores give empty
 * vectors. Source: §3.9. Throws RangeError for a score that is negative or not finite, or a uid that is no u16.
 */
export function toChainWeights(
  scores: readonly { readonly uid: number; readonly score: number }[],
): ChainWeights {
  for (const { uid, score } of scores) {
    if (!Number.isFinite(score) || score < 0) throw new RangeError(`score ${score} of uid ${uid}`);
    if (!Number.isInteger(uid) || uid < 0 || uid > U16_MAXIMUM) throw new RangeError(`uid ${uid}`);
  }
  const largest = scores.reduce((most, { score }) => Math.max(most, score), 0);
  if (largest === 0) return { uids: [], values: [] };
  const weights = scores
    .map(({ uid, score }) => ({ uid, value: roundHalfEven((score / largest) * U16_MAXIMUM) }))
    .filter(({ value }) => value > 0);
  return { uids: weights.map(({ uid }) => uid), values: weights.map(({ value }) => value) };
}

/** Values scaled so that the largest is 65535, as the chain stores them; in I32F32, rounded half up. All zeros stay. */
export function maxUpscale(values: readonly number[]): number[] {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest === 0) return [...values];
  const most = I32F32.fromInteger(BigInt(largest));
  const full = I32F32.fromInteger(BigInt(U16_MAXIMUM));
  const half = I32F32.one / 2n;
  return values.map((value) => {
    const each = I32F32.fromInteger(BigInt(value));
    // 65535 x 65535 would not fit, so the chain divides first where the largest is above 32768.
    const scaled =
      largest > 32_768
        ? I32F32.multiply(each, I32F32.divide(full, most))
        : I32F32.divide(I32F32.multiply(each, full), most);
    return Math.min(U16_MAXIMUM, Number(I32F32.toInteger(scaled + half)));
  });
}

/** The chain's names for refusing weights, in the order of its checks. */
export type WeightsError =
  | "CommitRevealEnabled"
  | "CanNotSetRootNetworkWeights"
  | "WeightVecNotEqualSize"
  | "MechanismDoesNotExist"
  | "UidsLengthExceedUidsInSubNet"
  | "HotKeyNotRegisteredInSubNet"
  | "NotEnoughStakeToSetWeights"
  | "IncorrectWeightVersionKey"
  | "SettingWeightsTooFast"
  | "NeuronNoValidatorPermit"
  | "DuplicateUids"
  | "UidVecContainInvalidOne"
  | "WeightVecLengthIsLow"
  | "MaxWeightExceeded";

/** Everything that decides whether weights are taken. */
export interface WeightsFacts extends ChainWeights {
  readonly netuid: number;
  readonly mechanismExists: boolean;
  /** `call`: set_weights itself; `reveal`: the chain applies what was committed. */
  readonly via: "call" | "reveal";
  readonly commitReveal: boolean;
  readonly versionKey: bigint;
  /** `WeightsVersionKey`; 0 takes any. */
  readonly requiredVersionKey: bigint;
  /** The caller's uid, undefined when its hotkey is not registered. */
  readonly callerUid: number | undefined;
  readonly ownerUid: number | undefined;
  readonly hasPermit: boolean;
  readonly stakeWeight: bigint;
  readonly stakeThreshold: bigint;
  readonly subnetSize: number;
  readonly block: number;
  /** Block of the caller's last weights; 0 = never. */
  readonly lastUpdate: number;
  readonly rateLimit: number;
  readonly minimumWeights: number;
  /** u16 of 65535; 65535 = no limit. */
  readonly maximumWeight: number;
}

/** The first check that fails, or undefined when the weights are taken. Source: §3.9, subnets/weights.rs. */
export function weightsRefusal(facts: WeightsFacts): WeightsError | undefined {
  const { uids, values, callerUid, subnetSize } = facts;
  if (facts.via === "call" && facts.commitReveal) return "CommitRevealEnabled";
  if (facts.netuid === 0) return "CanNotSetRootNetworkWeights";
  if (uids.length !== values.length) return "WeightVecNotEqualSize";
  if (!facts.mechanismExists) return "MechanismDoesNotExist";
  if (uids.length > subnetSize) return "UidsLengthExceedUidsInSubNet";
  if (callerUid === undefined) return "HotKeyNotRegisteredInSubNet";
  const isOwner = callerUid === facts.ownerUid;
  if (!isOwner && facts.stakeWeight < facts.stakeThreshold) return "NotEnoughStakeToSetWeights";
  if (facts.requiredVersionKey !== 0n && facts.versionKey < facts.requiredVersionKey) {
    return "IncorrectWeightVersionKey";
  }
  const sinceLast = facts.block - facts.lastUpdate;
  if (!facts.commitReveal && facts.lastUpdate !== 0 && sinceLast < facts.rateLimit) {
    return "SettingWeightsTooFast";
  }
  const selfWeight = uids.length === 1 && uids[0] === callerUid;
  if (!selfWeight && !isOwner && !facts.hasPermit) return "NeuronNoValidatorPermit";
  if (new Set(uids).size !== uids.length) return "DuplicateUids";
  if (uids.some((uid) => uid >= subnetSize)) return "UidVecContainInvalidOne";
  const atLeast = Math.min(facts.minimumWeights, subnetSize);
  if (!selfWeight && uids.length < atLeast) return "WeightVecLengthIsLow";
  if (!selfWeight && exceeds(maxUpscale(values), facts.maximumWeight)) return "MaxWeightExceeded";
  return undefined;
}

function exceeds(values: readonly number[], maximum: number): boolean {
  if (maximum === U16_MAXIMUM || values.length === 0) return false;
  const limit = I32F32.fromRatio(BigInt(maximum), BigInt(U16_MAXIMUM));
  const total = I32F32.fromInteger(BigInt(values.reduce((sum, value) => sum + value, 0)));
  const largest = I32F32.fromInteger(BigInt(Math.max(...values)));
  // The chain leaves a vector that sums to 0 as it is.
  return (total === 0n ? largest : I32F32.divide(largest, total)) > limit;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
