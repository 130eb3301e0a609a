import type { WayOut } from "../../../engine/gguf/remote/way-out.ts";
import type { SpeedLimit } from "../speed/speed-limit.ts";
import type { SourceWait } from "./sources.ts";

/** One file to fetch. */
export interface DownloadJob {
  /** Its name, for what is said about it. */
  readonly file: string;
  /** Where it may be had, the best first; at least one. */
  readonly addresses: readonly string[];
  /** What all of it must hash to, where somebody said it beforehand. */
  readonly sha256?: string;
  /** Its exact size in bytes, where somebody said it beforehand. */
  readonly exactBytes?: number;
  /** True for one part of several, whose head need not be a whole model's. */
  readonly isPart?: boolean;
  /** A folder of its own for what has come so far. */
  readonly folder: string;
  /** True to throw away what has come so far: it is of another version, or damaged. */
  readonly anew?: boolean;
}

/** What a run needs of the world. */
export interface RunPorts {
  readonly way: WayOut;
  readonly limit: SpeedLimit;
  /** Connections that this download may use now. */
  readonly connections: () => number;
  /** Throws DISK_FULL where so many more bytes, of a file of `total`, have no room. */
  readonly needSpace: (bytes: number, total: number) => Promise<void>;
  /** Something of the progress changed. */
  readonly onProgress: (progress: RunProgress) => void;
  /** Bytes that came over the network. */
  readonly onBytes: (bytes: number) => void;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Without a byte for this long a request has failed. */
  readonly stallMillis: number;
  /** For tests: another size of chunk than the file's size gives. */
  readonly chunkBytes?: number;
}

/** How far a run has come. */
export interface RunProgress {
  readonly phase: "running" | "checking" | "joining";
  readonly totalBytes?: number;
  readonly doneBytes: number;
  /** In phase `joining`: how much of the whole stands. */
  readonly joinedBytes?: number;
  readonly connections: number;
  /** Chunks fetched again because they were cut off or damaged, since this run began. */
  readonly repaired: number;
  /** Its moments are those of `RunPorts.now`. */
  readonly waiting?: SourceWait;
  /** A digest that the server told beforehand counts as known. */
  readonly expected: boolean;
}

/** A file that is whole, still under its partial name. */
export interface FetchedFile {
  readonly path: string;
  readonly sha256: string;
  readonly totalBytes: number;
}
