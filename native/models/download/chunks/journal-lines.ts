import { crc32 } from "node:zlib";
import * as z from "zod";

const whole = z.number().int().nonnegative();

const line = z.discriminatedUnion("kind", [
  /** What is being fetched. A second one of these begins anew. */
  z.object({
    kind: z.literal("file"),
    version: z.literal(1),
    total: whole.min(1),
    chunkBytes: whole.min(1),
    /** What makes bytes of two answers parts of one file. */
    identity: z.string(),
  }),
  /** What a source said of its version. */
  z.object({
    kind: z.literal("source"),
    address: z.string(),
    etag: z.string().optional(),
    modified: z.string().optional(),
  }),
  /** A chunk has come whole, with the digest of its bytes as they came and the source that gave them. */
  z.object({
    kind: z.literal("chunk"),
    index: whole,
    digest: z.string().regex(/^[0-9a-f]{32}$/),
    address: z.string(),
  }),
  /** A source turned out to have another file: it is asked after those that gave bytes. */
  z.object({ kind: z.literal("left"), address: z.string() }),
  /** A chunk turned out to be damaged. */
  z.object({ kind: z.literal("drop"), index: whole }),
]);

/** One line of a download's journal. */
export type JournalLine = z.infer<typeof line>;
/** The line that says what is being fetched. */
export type JournalFile = Extract<JournalLine, { kind: "file" }>;
type JournalSource = Extract<JournalLine, { kind: "source" }>;
/** A chunk as it arrived. */
export type ArrivedChunk = Pick<Extract<JournalLine, { kind: "chunk" }>, "digest" | "address">;

/** All that a journal says. */
export interface JournalState {
  readonly file?: JournalFile;
  readonly sources: ReadonlyMap<string, JournalSource>;
  readonly chunks: ReadonlyMap<number, ArrivedChunk>;
}

/** A line as it is written: its CRC-32 as eight hex digits, a blank, JSON and a line feed. */
export function encodeLine(entry: JournalLine): string {
  const json = JSON.stringify(entry);
  return `${checksum(json)} ${json}\n`;
}

/** Reads a journal. A line that was torn, damaged or is unknown is passed over: it costs its chunk and nothing else. */
export function readJournal(content: string): JournalState {
  let file: JournalFile | undefined;
  const sources = new Map<string, JournalSource>();
  const chunks = new Map<number, ArrivedChunk>();
  for (const raw of content.split("\n")) {
    const entry = decodeLine(raw);
    switch (entry?.kind) {
      case undefined:
        break;
      case "file":
        file = entry;
        sources.clear();
        chunks.clear();
        break;
      case "source":
        sources.set(entry.address, entry);
        break;
      case "chunk":
        if (file !== undefined && entry.index * file.chunkBytes < file.total)
          chunks.set(entry.index, { digest: entry.digest, address: entry.address });
        break;
      case "left":
        sources.delete(entry.address);
        break;
      case "drop":
        chunks.delete(entry.index);
        break;
      default:
        entry satisfies never;
    }
  }
  return { ...(file === undefined ? {} : { file }), sources, chunks };
}

function decodeLine(raw: string): JournalLine | undefined {
  const json = raw.slice(9);
  if (raw[8] !== " " || raw.slice(0, 8) !== checksum(json)) return undefined;
  try {
    const parsed = line.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}
