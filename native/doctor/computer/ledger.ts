import { stat } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { bad, byPerson, type Check, check, good, type Judgement } from "../check.ts";
import { bytesText } from "../text.ts";

/** SQLite's own verdict on the ledger: "ok", or the first thing that is wrong. */
export interface LedgerFacts {
  readonly verdict: string;
  readonly bytes: number;
}

/** Whether the ledger is whole. */
export function judgeLedger({ verdict, bytes }: LedgerFacts): Judgement {
  const evidence = { verdict, size: bytesText(bytes) };
  return verdict === "ok" ? good(evidence) : bad("damaged", evidence, byPerson("startAgain"));
}

/** The check of the ledger over a connection of its own that only reads. */
export function ledgerCheck(file: string): Check {
  return check({
    id: "ledger",
    group: "computer",
    timeout: 20_000,
    probe: async () => {
      const { size } = await stat(file);
      return { verdict: quickCheck(file), bytes: size };
    },
    judge: judgeLedger,
  });
}

function quickCheck(file: string): string {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
    const row = database.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
    return row.quick_check;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    database?.close();
  }
}
