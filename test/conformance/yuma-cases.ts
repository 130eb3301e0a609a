import { readFileSync } from "node:fs";
import { runEpoch } from "../../native/protocol/yuma/epoch.ts";
import type {
  EpochInput,
  EpochOutput,
  EpochParameters,
} from "../../native/protocol/yuma/epoch-terms.ts";
import type { StoredRow } from "../../native/protocol/yuma/sparse.ts";

/** A case of either data file: measured epochs of a runtime, or published bonds and dividends. */
interface YumaCase {
  readonly id?: string;
  readonly name?: string;
  readonly n: number;
  readonly stakes: readonly number[];
  readonly params: EpochParameters;
  readonly epochs?: readonly {
    readonly weights: readonly StoredRow[];
    readonly result: Measured;
  }[];
  readonly weightUids?: readonly number[];
  readonly weightsPerEpoch?: readonly (readonly (readonly number[])[] | null)[];
  readonly expectBonds?: readonly (readonly (readonly number[])[])[];
  readonly expectDividends?: readonly (readonly number[])[];
  readonly tol?: number;
}

interface Measured {
  readonly consensus: readonly number[];
  readonly incentive: readonly number[];
  readonly dividends: readonly number[];
  readonly validatorTrust: readonly number[];
  readonly validatorPermit: readonly boolean[];
  readonly bonds: readonly StoredRow[];
}

/** The outcome of one case. `worst` in u16 units for measured epochs, as a fraction of 1 for published ones. */
export interface CaseReport {
  readonly case: string;
  readonly epochs: number;
  readonly worst: number;
  readonly unit: "u16" | "fraction";
  readonly tolerance: number;
  readonly where: string;
}

/** Runs every case of a data file. Throws when the file is not of either known form. */
export function runFile(path: string): CaseReport[] {
  const file = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly YumaCase[] };
  return file.cases.map((each) => (each.epochs ? runMeasured(each) : runPublished(each)));
}

/** A subnet of the data files: all registered long ago, all active, a permit epoch with empty weights first. */
class Subnet {
  readonly #case: YumaCase;
  #bonds: readonly StoredRow[] = [];
  #permits: readonly boolean[] = [];
  #block = 1_000;

  constructor(each: YumaCase) {
    this.#case = each;
    this.epoch([]);
  }

  epoch(weights: readonly StoredRow[]): EpochOutput {
    const { n, stakes, params } = this.#case;
    this.#block += 1;
    const input: EpochInput = {
      n,
      // Only their proportions count, so fractions are kept by scaling.
      stakes: stakes.map((stake) => BigInt(Math.round(stake * 2 ** 20))),
      block: this.#block,
      activityCutoff: 5_000,
      lastUpdate: new Array<number>(n).fill(this.#block),
      blockAtRegistration: new Array<number>(n).fill(0),
      validatorPermits: this.#permits,
      weights,
      bonds: this.#bonds,
      bondsSince: this.#block,
      emission: 1_000_000_000n,
      params,
    };
    const output = runEpoch(input);
    this.#bonds = output.bonds;
    this.#permits = output.validatorPermits;
    return output;
  }
}

function runMeasured(each: YumaCase): CaseReport {
  const subnet = new Subnet(each);
  const worst = new Worst();
  (each.epochs ?? []).forEach(({ weights, result }, index) => {
    const output = subnet.epoch(weights);
    for (const name of ["consensus", "incentive", "dividends", "validatorTrust"] as const) {
      result[name].forEach((value, uid) => {
        worst.note(`epoch ${index} ${name}[${uid}]`, (output[name][uid] ?? 0) - value);
      });
    }
    result.validatorPermit.forEach((value, uid) => {
      if (output.validatorPermits[uid] !== value)
        worst.note(`epoch ${index} permit[${uid}]`, 65_535);
    });
    for (let uid = 0; uid < each.n; uid += 1) {
      const expected = new Map(result.bonds[uid] ?? []);
      const actual = new Map(output.bonds[uid] ?? []);
      for (const column of new Set([...expected.keys(), ...actual.keys()])) {
        const difference = (actual.get(column) ?? 0) - (expected.get(column) ?? 0);
        worst.note(`epoch ${index} bonds[${uid}][${column}]`, difference);
      }
    }
  });
  return worst.report(each, each.epochs?.length ?? 0, "u16", 0);
}

function runPublished(each: YumaCase): CaseReport {
  const { weightUids, weightsPerEpoch, expectBonds, expectDividends } = each;
  if (!weightUids || !weightsPerEpoch || !expectBonds || !expectDividends) {
    throw new Error(`unknown form of case ${each.name ?? each.id}`);
  }
  const subnet = new Subnet(each);
  const worst = new Worst();
  let rows: readonly StoredRow[] = [];
  expectDividends.forEach((dividends, index) => {
    const set = weightsPerEpoch[index];
    if (set)
      rows = set.map((row) => row.map((value, k) => [weightUids[k] as number, value] as const));
    const output = subnet.epoch(rows);
    dividends.forEach((value, uid) => {
      worst.note(`epoch ${index} dividends[${uid}]`, (output.dividends[uid] ?? 0) / 65_535 - value);
    });
    expectBonds[index]?.forEach((row, uid) => {
      const actual = new Map(output.bonds[uid] ?? []);
      row.forEach((value, k) => {
        const column = weightUids[k] as number;
        worst.note(
          `epoch ${index} bonds[${uid}][${column}]`,
          (actual.get(column) ?? 0) / 65_535 - value,
        );
      });
    });
  });
  return worst.report(each, expectDividends.length, "fraction", each.tol ?? 0);
}

class Worst {
  #value = 0;
  #where = "nowhere";

  note(where: string, difference: number): void {
    if (Math.abs(difference) <= this.#value) return;
    this.#value = Math.abs(difference);
    this.#where = where;
  }

  report(each: YumaCase, epochs: number, unit: CaseReport["unit"], tolerance: number): CaseReport {
    const name = each.id ?? each.name ?? "unnamed";
    return { case: name, epochs, worst: this.#value, unit, tolerance, where: this.#where };
  }
}
