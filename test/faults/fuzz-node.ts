import { startPracticeNode } from "../../native/practice/node/start.ts";
import { balances } from "../../native/practice/runtime/balances/pallet.ts";
import { allBalances } from "../unit/practice/runtime/books.ts";

/** What the node under test tells of itself when asked. */
export interface NodeReport {
  /** Bytes of the heap after a full collection, and of the whole process. */
  readonly heap: number;
  readonly resident: number;
  readonly best: number;
  /** Whether all balances are what is issued. */
  readonly balanced: boolean;
}

/** What this process sends: once where it serves, then each trouble, and a report whenever it is asked. */
export type NodeWord =
  | { readonly kind: "serves"; readonly endpoint: string; readonly genesis: string }
  | { readonly kind: "trouble"; readonly where: string; readonly reason: string }
  | ({ readonly kind: "report" } & NodeReport);

const [folder = ""] = process.argv.slice(2);
const say = (word: NodeWord): void => void process.send?.(word);

const node = await startPracticeNode({
  dataDir: folder,
  port: 0,
  blockMillis: 1_000,
  tempo: 20,
  keptStates: 1_000,
  developers: true,
  onTrouble: (error, where) => {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ kind: "trouble", where, reason });
  },
});
process.on("message", () => {
  global.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { best, state } = node.chain;
  const balanced = balances.storage.TotalIssuance.get(state) === allBalances(state);
  say({ kind: "report", heap: heapUsed, resident: rss, best: best.number, balanced });
});
process.on("disconnect", () => process.exit(0));
say({ kind: "serves", endpoint: node.endpoint, genesis: node.genesis });
