import { clampBetween, I32F32 } from "../../../native/protocol/fixed-point.ts";

const ONE = I32F32.one;
const LIMIT = 20n * ONE;
/** The chain's e: 2.7182817459... with 23 binary digits behind the point. */
const COARSE_E = BigInt(Math.floor(Math.E * 2 ** 23)) << 9n;

/** e^x of I32F32 bits as `substrate_fixed` works it out, step by step in bigint; x held within 20. */
export function plainExponential(x: bigint): bigint {
  const held = clampBetween(x, -LIMIT, LIMIT);
  if (held === 0n) return ONE;
  if (held === ONE) return COARSE_E;
  const size = held < 0n ? -held : held;
  let total = size + ONE;
  let term = size;
  for (let n = 2n; n < 32n; n += 1n) {
    term = ((term * size) >> 32n) / n;
    total += term;
  }
  return held < 0n ? I32F32.divide(ONE, total) : total;
}
