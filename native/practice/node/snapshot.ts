import { gunzipSync, gzipSync } from "node:zlib";
import { HearthError, reasonOf } from "../../api/errors.ts";
import { blake2Hex, decodeHeader } from "./block.ts";
import { type BlockRef, type Chain, CODE_KEY } from "./chain.ts";

/** The layout this program writes; one that it does not know is refused, not guessed at. */
const LAYOUT = 1;
const FIRST_WORD = "hearth-practice-state";
const LAST_WORD = "end";
/** Bytes of a snapshot unpacked, so that a small hostile file does not fill the memory. */
const LARGEST = 1 << 30;

/** A chain's state after one block, with what a new chain needs to go on from it. */
export interface Snapshot {
  /** The block, and the chain that it is of. */
  readonly number: number;
  readonly hash: string;
  readonly genesis: string;
  readonly stateRoot: string;
  readonly specVersion: number;
  /** What belongs to the chain for its life, the beacon's secret among it. */
  readonly facts: Readonly<Record<string, string>>;
  /** Keys in order (hex without 0x), with their values. */
  readonly entries: readonly (readonly [key: string, value: Uint8Array])[];
}

/** Takes the state after a block. Throws StateDiscarded. */
export function takeSnapshot(chain: Chain, block: BlockRef): Snapshot {
  const sealed = chain.blockAt(block.number);
  if (!sealed) throw new RangeError(`there is no block ${block.number}`);
  const state = chain.stateAt(block);
  const entries = state.keys("").flatMap((key): [string, Uint8Array][] => {
    const value = key === CODE_KEY ? undefined : state.get(key);
    return value ? [[key, value]] : [];
  });
  return {
    ...block,
    genesis: chain.genesisHash,
    stateRoot: decodeHeader(sealed.header).state_root,
    specVersion: chain.runtime.version.specVersion,
    facts: chain.facts(),
    entries,
  };
}

/** The snapshot as a file: gzip of lines of text, the last of which is the checksum of those before. The same state gives the same bytes. */
export function packSnapshot({ entries, ...head }: Snapshot): Buffer {
  const lines = [`${FIRST_WORD} ${LAYOUT}`, JSON.stringify(head)];
  for (const [key, value] of entries) lines.push(`${key} ${Buffer.from(value).toString("hex")}`);
  const text = `${lines.join("\n")}\n`;
  return gzipSync(`${text}${LAST_WORD} ${blake2Hex(Buffer.from(text))}\n`);
}

/** True for bytes that begin as a packed file does. */
export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Reads a packed snapshot. `file` is named in errors. Throws SNAPSHOT_UNKNOWN (no snapshot at all), SNAPSHOT_DAMAGED (cut short,
 * or changed) or SNAPSHOT_TOO_NEW (of a newer program).
 */
export function unpackSnapshot(bytes: Uint8Array, file: string, knownSpec: number): Snapshot {
  const text = unpackedText(bytes, file);
  const [first = ""] = text.slice(0, 80).split("\n", 1);
  const [word, layout] = first.split(" ");
  if (word !== FIRST_WORD)
    throw new HearthError("SNAPSHOT_UNKNOWN", { file, reason: "it does not begin as one" });
  if (layout !== String(LAYOUT))
    throw new HearthError("SNAPSHOT_TOO_NEW", { file, found: layout ?? "?", known: LAYOUT });
  const damaged = (reason: string) => new HearthError("SNAPSHOT_DAMAGED", { file, reason });
  const end = text.lastIndexOf(`\n${LAST_WORD} `);
  if (end < 0) throw damaged("its end is missing");
  const content = text.slice(0, end + 1);
  if (text.slice(end + 1) !== `${LAST_WORD} ${blake2Hex(Buffer.from(content))}\n`)
    throw damaged("its checksum does not fit its content");
  const [, head = "", ...rows] = content.trimEnd().split("\n");
  const facts = JSON.parse(head) as Omit<Snapshot, "entries">;
  if (facts.specVersion > knownSpec) {
    throw new HearthError("SNAPSHOT_TOO_NEW", { file, found: facts.specVersion, known: knownSpec });
  }
  return { ...facts, entries: rows.map(entry) };
}

function entry(row: string): [string, Uint8Array] {
  const space = row.indexOf(" ");
  // A buffer of its own: decoders read from a buffer's start.
  return [row.slice(0, space), Uint8Array.from(Buffer.from(row.slice(space + 1), "hex"))];
}

function unpackedText(bytes: Uint8Array, file: string): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST }).toString("utf8");
  } catch (error) {
    const reason = reasonOf(error);
    throw new HearthError("SNAPSHOT_DAMAGED", { file, reason }, { cause: error });
  }
}
