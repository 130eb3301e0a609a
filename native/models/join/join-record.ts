import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { writeWholeFile } from "../download/store/whole-file.ts";
import { isAbsent } from "../local/absent.ts";
import { padded } from "./joined-head.ts";

const RECORD_FILE = "join.json";
const whole = z.number().int().nonnegative();
const chunkDigest = z.string().regex(/^[0-9a-f]{32}$/);

const part = z.object({
  /** Length and SHA-256 of the part as it was fetched. */
  fileBytes: whole,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Which of its bytes belong into the whole. */
  start: whole,
  bytes: whole,
  /** XXH3-128 of those bytes, once the disk has them in the whole: the part itself may be gone by then. */
  joined: chunkDigest.optional(),
  /** What was joined of it reads back as something else: it is fetched again. */
  again: z.boolean().optional(),
});
const record = z.object({
  version: z.literal(1),
  /** Of the whole's head, with which the file begins. */
  head: z.object({ bytes: whole.min(1), digest: chunkDigest }),
  parts: z.array(part).min(1),
});

/** How far the joining of a model's parts is. It lies beside the whole, and is written before any part is deleted. */
export type JoinRecord = z.infer<typeof record>;

/**
 * What an earlier run wrote, for so many parts; undefined where there is nothing, or nothing that fits the file at `target`: then the
 * join begins again from the parts. Throws what the file system throws: what it does not give now may be there all the same, and so
 * may bytes that are nowhere else.
 */
export function readJoinRecord(
  folder: string,
  target: string,
  count: number,
): JoinRecord | undefined {
  const found = parsed(given(() => readFileSync(join(folder, RECORD_FILE), "utf8")));
  const size = given(() => statSync(target).size);
  if (found === undefined || size === undefined) return undefined;
  const places = placesOf(found);
  const end = found.parts.reduce(
    (most, { joined, bytes }, index) =>
      joined === undefined ? most : (places[index] ?? 0) + bytes,
    found.head.bytes,
  );
  return found.parts.length === count && size >= end ? found : undefined;
}

/** What the file system gives, undefined where there is no such file. */
function given<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function parsed(text: string | undefined): JoinRecord | undefined {
  try {
    return text === undefined ? undefined : record.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Puts a record on the disk, whole or not at all. Throws what the file system throws. */
export function writeJoinRecord(folder: string, content: JoinRecord): void {
  writeWholeFile(join(folder, RECORD_FILE), `${JSON.stringify(content)}\n`);
}

/** Forgets how far a join was. */
export function removeJoinRecord(folder: string): void {
  rmSync(join(folder, RECORD_FILE), { force: true });
}

/** Where the bytes of each part begin in the whole. */
export function placesOf({ head, parts }: JoinRecord): readonly number[] {
  let place = head.bytes;
  return parts.map(({ bytes }) => {
    const own = place;
    place += padded(bytes);
    return own;
  });
}
