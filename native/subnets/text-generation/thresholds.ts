/**
 * The figures that decide a score, measured with the shipped demo model on CPU: validator f16, greedy, 100 challenges of the
 * practice grammar, about 9,300 tokens for each miner. test/integration/subnets/demo-model-ranking.test.ts measures them again.
 * The shape of the table is that of the reference notes ("Determinism and separability"), whose less certain toy model had gaps
 * twice as wide. Another model needs another calibration.
 *
 * | miner              | mean gap | mean claim error | fidelity |
 * |--------------------|----------|------------------|----------|
 * | f16                | 0        | 9e-6             | 1.00     |
 * | Q8_0               | 3.8e-5   | 7.3e-4           | 0.97     |
 * | Q4_0               | 4.8e-3   | 1.1e-2           | 0.49     |
 * | f16, T=1           | 2.3e-2   | 1e-5             | 0.30     |
 * | f16, T=1.3         | 5.7e-2   | 2e-5             | 0.15     |
 * | f16, T=1.6         | 0.31     | 8e-5             | 0.03     |
 * | f16, T=2           | 1.3      | 3e-4             | gate     |
 */

/** Mean argmax gap, in nats per token, that halves the fidelity: twice what Q4_0 shows. */
export const HALVING_GAP = 0.01;

/** Mean distance between claimed and verified log-probability, in nats per token, that halves the fidelity: nearly three times Q4_0. */
export const HALVING_CLAIM_ERROR = 0.03;

/** Mean gap above which a text was not written by this model in earnest (T=2 gives 1.3, T=3 4.7, invented text 8 and more). */
export const GATE_MEAN_GAP = 0.5;

/** Mean claim error above which the log-probabilities are inventions: 17 times Q4_0 (the notes' 3-bit model shows 0.13, a smaller model 0.87). */
export const GATE_CLAIM_ERROR = 0.2;

/** One token's gap counts for at most this many nats, so that one slip cannot outweigh a whole answer. */
export const MAXIMUM_GAP = 10;

/** One token's claim error counts for at most one nat (min(|difference|, 1), the chosen-token statistic of the notes). */
export const MAXIMUM_CLAIM_ERROR = 1;

/** A gap up to this is the argmax: 3 * sqrt(2) times the f16 noise between CPUs and batch shapes (1.6e-3 at most), rounded up. */
export const TIE_GAP = 0.01;

/** The end token may be this far from the argmax, in nats, before the answer counts as cut short: Q4_0 flips close calls only. */
export const END_GAP = 1;

/** What is left of the score of an answer that stops before it is finished. */
export const UNFINISHED_SHARE = 0.25;

/** The fastest of a group keeps its whole score, the slowest loses this share: enough to order equals, too little to pay for worse answers. */
export const LATENCY_SHARE = 0.01;
