import type { DatabaseSync } from "node:sqlite";
import type * as z from "zod";

/** Small values that outlive a run, such as how far the first run has come. */
export interface Notes {
  /** The kept value, or undefined where there is none or it no longer has the schema's shape. */
  read<T>(key: string, schema: z.ZodType<T>): T | undefined;
  /** Whether anything is kept under this name, of whatever shape. */
  has(key: string): boolean;
  write(key: string, value: unknown): void;
}

/** Notes on the `note` table of the ledger file. */
export function createNotes(database: DatabaseSync): Notes {
  const select = database.prepare("SELECT value FROM note WHERE key = ?");
  const upsert = database.prepare(
    "INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  return {
    read: (key, schema) => {
      const row = select.get(key) as { value: string } | undefined;
      if (!row) return undefined;
      const parsed = schema.safeParse(parsedJson(row.value));
      return parsed.success ? parsed.data : undefined;
    },
    has: (key) => select.get(key) !== undefined,
    write: (key, value) => {
      upsert.run(key, JSON.stringify(value));
    },
  };
}

/** Undefined for what is no JSON: a damaged note must not keep the node from starting. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
