/** A share 0..1 as per cent with up to two decimals: `12.34 %`. Tiny ones that are not zero read `<0.01 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return "<0.01 %";
  return `${Number(percent.toFixed(2))} %`;
}

/** A score 0..1 with three decimals. */
export function formatScore(score: number): string {
  return score.toFixed(3);
}

/** Rao per alpha times 1e9 as τ for one alpha, six decimals. */
export function formatPrice(price: string): string {
  const scaled = BigInt(price);
  const whole = scaled / 1_000_000_000n;
  const decimals = (scaled % 1_000_000_000n).toString().padStart(9, "0").slice(0, 6);
  return `${whole}.${decimals}`;
}
