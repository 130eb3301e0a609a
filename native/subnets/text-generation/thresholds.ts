/**
 * The figures that decide a score. They come from measurements with the demo model family on CPU (reference table "Determinism
 * and separability": validator f16, greedy, about 20 k tokens per miner), and are checked against the shipped demo model by
 * test/integration/subnets/demo-model-ranking.test.ts. Another model needs another calibration.
 *
 * | miner        | mean gap | mean claim error | fidelity |
 * |--------------|----------|------------------|----------|
 * | f16, any CPU | <= 7e-9  | 2e-5 to 5e-5     | 0.999    |
 * | Q8_0         | 1.4e-4   | 2.2e-3           | 0.97     |
 * | Q4_0         | 9.6e-3   | 3.5e-2           | 0.50     |
 * | 3-bit        | 9.2e-2   | 0.13             | 0.08     |
 */

/** Mean argmax gap, in nats per token, that halves the fidelity: twice what Q4_0 shows. */
export const HALVING_GAP = 0.02;

/** Mean distance between claimed and verified log-probability, in nats per token, that halves the fidelity: three times Q4_0. */
export const HALVING_CLAIM_ERROR = 0.1;

/** Mean gap above which a text was not written greedily by a model of this family (two of three layers give 0.76, invented text 5 and more). */
export const GATE_MEAN_GAP = 0.7;

/** Mean claim error above which the log-probabilities are inventions (two of three layers give 0.87, 3-bit 0.13). */
export const GATE_CLAIM_ERROR = 0.3;

/** One token's gap counts for at most this many nats, so that one slip cannot outweigh a whole answer. */
export const MAXIMUM_GAP = 10;

/** One token's claim error counts for at most one nat (min(|difference|, 1), the chosen-token statistic of the verification notes). */
export const MAXIMUM_CLAIM_ERROR = 1;

/** A gap up to this is the argmax: 3 * sqrt(2) times the f16 noise between CPUs and batch shapes (1.6e-3 at most), rounded up. */
export const TIE_GAP = 0.01;

/** The end token may be this far from the argmax, in nats, before the answer counts as cut short: Q4_0 flips close calls only. */
export const END_GAP = 1;

/** What is left of the score of an answer that stops before it is finished. */
export const UNFINISHED_SHARE = 0.25;

/** The fastest of a group keeps its whole score, the slowest loses this share: enough to order equals, too little to pay for worse answers. */
export const LATENCY_SHARE = 0.01;
