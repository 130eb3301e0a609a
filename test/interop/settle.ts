import type { Row } from "./suite.ts";

/** What became of one run of a suite. */
export interface SuiteResult {
  readonly rows: readonly Row[];
  /** What went wrong beside the rows. */
  readonly troubles: readonly string[];
}

/** True where a command failed. */
export function isBroken({ outcome }: Row): boolean {
  return outcome !== "works" && "failed" in outcome;
}

/** True where a suite has to be run once more before anything is said of it. */
export function needsAnother({ rows, troubles }: SuiteResult): boolean {
  return troubles.length > 0 || rows.some(isBroken);
}

/**
 * Two runs of a suite, each on a fresh network, as one: a command has failed when it failed in both. Stock tools lose races of their
 * own (a price that moved, a block that came), which says nothing of the node; what the node does wrong it does twice. `unsteady` are
 * the failures of which the other run knew nothing.
 */
export function settled(
  first: SuiteResult,
  second: SuiteResult,
): SuiteResult & { readonly unsteady: readonly Row[] } {
  const key = ({ tool, command }: Row): string => `${tool}\n${command}`;
  const again = new Map(second.rows.map((row) => [key(row), row]));
  const known = new Set(first.rows.map(key));
  const unsteady: Row[] = [];
  const rows = first.rows.flatMap((row) => {
    const other = again.get(key(row));
    if (isBroken(row)) {
      // What stands for a whole program that died is no command: it is gone when the program did not die again.
      if (other === undefined && second.troubles.length === 0) {
        unsteady.push(row);
        return [];
      }
      if (other === undefined || isBroken(other)) return [row];
      unsteady.push(row);
      return [other];
    }
    if (other !== undefined && isBroken(other)) unsteady.push(other);
    return [row];
  });
  const added = second.rows.filter((row) => !known.has(key(row)));
  return { rows: [...rows, ...added], troubles: second.troubles, unsteady };
}
