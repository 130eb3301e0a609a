/** How a command of a tool went: as documented, not for a reason that was known beforehand, or not at all. */
export type Outcome =
  | "works"
  /** A reason that cannot be mended here; it stands in the table of docs/interop.md word for word. */
  | { readonly whyNot: string }
  /** What went wrong, for whoever mends it. */
  | { readonly failed: string };

/** One command of one tool, as the table has it. */
export interface Row {
  /** Name and version, as in "bittensor 10.5.0". */
  readonly tool: string;
  /** The documented command, as in "Subtensor.transfer". No two rows of a suite have the same tool and command. */
  readonly command: string;
  readonly outcome: Outcome;
}

/** Keys that everybody knows, and where the network of the suite is met. */
export interface PracticeNetwork {
  /** As in "ws://127.0.0.1:40001". */
  readonly endpoint: string;
  /** Hash of block 0, 0x and 64 digits. */
  readonly genesis: string;
  readonly blockSeconds: number;
  readonly tempo: number;
  /** The phrase of which all keys of block 0 are derived. */
  readonly phrase: string;
  /** Path of the faucet, which is also the sudo key. The others: native/practice/runtime/genesis-keys.ts. */
  readonly faucet: string;
}

/** What a suite has while it runs. */
export interface SuiteContext {
  readonly network: PracticeNetwork;
  /** An empty folder that is removed afterwards. */
  readonly scratch: string;
  /** Aborted when the run is stopped; everything that the suite started ends then. */
  readonly signal: AbortSignal;
  /** A line for the one who watches. */
  say(line: string): void;
}

/** One folder of test/interop: its `suite.ts` exports one of these as `suite`. */
export interface Suite {
  /** The folder's name. */
  readonly name: string;
  /** The heading of its table in docs/interop.md. */
  readonly title: string;
  /** Options for the practice node, beside the folder and the port; default: `--block-time 0.25`. */
  readonly nodeOptions?: readonly string[];
  /** Gives each row when it is known. Throws where it cannot go on at all. */
  run(context: SuiteContext): AsyncIterable<Row>;
}
