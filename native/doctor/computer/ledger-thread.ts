import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { reasonOf } from "../../api/errors.ts";

/** The thread that reads all of a ledger's pages: posts SQLite's verdict on the file that it was given, or why there is none, once. */
parentPort?.postMessage(quickCheck(String(workerData)));

function quickCheck(file: string): string {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
    const row = database.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
    return row.quick_check;
  } catch (error) {
    return reasonOf(error);
  } finally {
    database?.close();
  }
}
