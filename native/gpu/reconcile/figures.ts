import type { Disagreement } from "../../api/hardware.ts";

/** What one probe says of a figure; undefined where it does not, or says nonsense. */
export interface Claim {
  readonly probe: string;
  readonly value: number | undefined;
}

type NumberFigure = Exclude<Disagreement["figure"], "name">;

/** Further apart than this is a disagreement and not rounding or the time between two readings. */
const tolerances: Readonly<
  Record<NumberFigure, { readonly share: number; readonly least: number }>
> = {
  totalBytes: { share: 0.1, least: 0 },
  // Programs take and give memory between two readings.
  usedBytes: { share: 0.25, least: 2 ** 30 },
  load: { share: 0, least: 0.5 },
  celsius: { share: 0, least: 10 },
  watts: { share: 0.3, least: 30 },
};

/** The first claim that has a value, and what is to be said where others differ from it. */
export interface Chosen {
  readonly value: number | undefined;
  /** Whose value it is. */
  readonly probe?: string;
  readonly disagreement: Disagreement | undefined;
}

/** Chooses by the order of the claims: the probe that knows best comes first. Nothing is averaged. */
export function choose(figure: NumberFigure, claims: readonly Claim[]): Chosen {
  const said = claims.flatMap(({ probe, value }) =>
    value === undefined ? [] : [{ probe, value }],
  );
  const [first] = said;
  if (first === undefined) return { value: undefined, disagreement: undefined };
  const differs = said.some(({ value }) => !near(figure, first.value, value));
  return {
    value: first.value,
    probe: first.probe,
    disagreement: differs ? { figure, used: first.probe, values: said } : undefined,
  };
}

/** True when two values of a figure are as good as the same. */
export function near(figure: NumberFigure, left: number, right: number): boolean {
  const { share, least } = tolerances[figure];
  return Math.abs(left - right) <= Math.max(least, share * Math.max(left, right));
}

/** A disagreement as a sentence for a person. */
export function disagreementNote(device: string, disagreement: Disagreement): string {
  const [used, ...others] = [...disagreement.values].sort(
    (a, b) => Number(b.probe === disagreement.used) - Number(a.probe === disagreement.used),
  );
  const rest = others
    .filter(
      ({ value }) =>
        typeof value !== "number" ||
        typeof used?.value !== "number" ||
        disagreement.figure === "name" ||
        !near(disagreement.figure, used.value, value),
    )
    .map(({ probe, value }) => `${probe} ${written(disagreement.figure, value)}`);
  const first = `${disagreement.used} says ${written(disagreement.figure, used?.value ?? "")}`;
  return `${device}: ${[first, ...rest].join(", ")}. The figure of ${disagreement.used} is used.`;
}

function written(figure: Disagreement["figure"], value: number | string): string {
  if (typeof value === "string") return value;
  switch (figure) {
    case "totalBytes":
      return `${gibibytes(value)} of memory`;
    case "usedBytes":
      return `${gibibytes(value)} in use`;
    case "load":
      return `${Math.round(value * 100)} % load`;
    case "celsius":
      return `${Math.round(value)} °C`;
    case "watts":
      return `${Math.round(value)} W`;
    case "name":
      return `${value}`;
    default:
      return figure satisfies never;
  }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
