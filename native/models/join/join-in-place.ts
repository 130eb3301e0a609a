import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { HearthError } from "../../api/errors.ts";
import { type ChunkDigest, createChunkDigest } from "../download/chunks/chunk-digest.ts";
import { stillThere } from "../download/chunks/still-there.ts";
import { type JoinRecord, placesOf } from "./join-record.ts";
import { padded } from "./joined-head.ts";

const COPY_BYTES = 1 << 20;

/** What a join stands on. */
export interface JoinPlace {
  /** The whole, which begins with its head already. */
  readonly target: string;
  /** Where a part lies that is not joined yet. */
  readonly pathOf: (part: number) => string;
  /** Writes how far it is; it returns when the disk has it. */
  readonly keep: (record: JoinRecord) => void;
  /** Deletes a part. */
  readonly drop: (part: number) => Promise<void>;
  /** Throws DISK_FULL where so many more bytes have no room. */
  readonly needSpace: (bytes: number) => Promise<void>;
  /** So many bytes more of the whole stand, or were read again. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** The whole's digest and length; or the part, or the head, that reads back as something else than was written. */
export type Joined =
  | { readonly kind: "whole"; readonly sha256: string; readonly bytes: number }
  | { readonly kind: "damaged"; readonly part: number | "head" };

/**
 * Puts the parts of a model behind its head, each at its place, hashed on the way. What an earlier run joined is read once, which
 * hashes it and compares it with what was written. A part is deleted when the disk has its bytes in the whole, and then the record
 * that says so: at each moment each byte is at one place at least. So there has to be room for the largest part beside the whole.
 * No record is written and nothing deleted once another file lies at the target: its folder was moved to another disk, perhaps.
 * Throws MODEL_DAMAGED where a part is shorter than it was, Error where the target is another file by now, the signal's reason, or what
 * the file system throws. `openWhole` is a port, so that the order of it can be tested.
 */
export async function joinInPlace(
  before: JoinRecord,
  place: JoinPlace,
  openWhole: (path: string, flags: string) => Promise<FileHandle> = open,
): Promise<Joined> {
  const places = placesOf(before);
  const hash = createHash("sha256");
  const digest = await createChunkDigest();
  let record = before;
  await using to = await openWhole(place.target, "r+");
  const isThere = async (): Promise<void> =>
    stillThere(await to.stat({ bigint: true }), place.target);
  const read = { file: to, hash, digest, onBytes: place.onBytes, signal: place.signal };
  if ((await readBack(read, 0, record.head.bytes)) !== record.head.digest)
    return { kind: "damaged", part: "head" };
  for (const [index, part] of before.parts.entries()) {
    const at = places[index] ?? 0;
    const end = at + padded(part.bytes);
    if (part.joined === undefined) {
      const { size } = await to.stat();
      await place.needSpace(Math.max(0, end - size));
      await using from = await open(place.pathOf(index), "r");
      const joined = await copy({ ...read, file: from }, to, part, at);
      await putAll(to, Buffer.alloc(end - at - part.bytes), at + part.bytes);
      await to.datasync();
      await isThere();
      place.signal.throwIfAborted();
      record = withPart(record, index, joined);
      place.keep(record);
    } else if ((await readBack(read, at, part.bytes)) !== part.joined) {
      return { kind: "damaged", part: index };
    }
    hash.update(Buffer.alloc(end - at - part.bytes));
    await isThere();
    await place.drop(index);
  }
  const bytes = record.parts.reduce((sum, part) => sum + padded(part.bytes), record.head.bytes);
  // Whatever an earlier try left behind the end.
  await to.truncate(bytes);
  await to.sync();
  await isThere();
  return { kind: "whole", sha256: hash.digest("hex"), bytes };
}

interface Reading {
  readonly file: FileHandle;
  readonly hash: Hash;
  readonly digest: ChunkDigest;
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** Hashes bytes of the whole and answers their digest; less of them gives another one. */
async function readBack(reading: Reading, start: number, bytes: number): Promise<string> {
  await each(reading, start, bytes, async () => undefined);
  return reading.digest.end();
}

async function copy(
  reading: Reading,
  to: FileHandle,
  { start, bytes }: { readonly start: number; readonly bytes: number },
  at: number,
): Promise<string> {
  const came = await each(reading, start, bytes, (piece, done) => putAll(to, piece, at + done));
  if (came === bytes) return reading.digest.end();
  const reason = "it became shorter while it was read";
  throw new HearthError("MODEL_DAMAGED", { file: "a part", reason });
}

/** Reads so many bytes, or as many as there are, hashes them and hands them on; answers how many. */
async function each(
  { file, hash, digest, onBytes, signal }: Reading,
  start: number,
  bytes: number,
  take: (piece: Buffer, done: number) => Promise<void>,
): Promise<number> {
  const buffer = Buffer.allocUnsafe(Math.min(COPY_BYTES, Math.max(1, bytes)));
  digest.begin();
  let done = 0;
  while (done < bytes) {
    signal.throwIfAborted();
    const wanted = Math.min(buffer.length, bytes - done);
    const { bytesRead } = await file.read(buffer, 0, wanted, start + done);
    if (bytesRead === 0) break;
    const piece = buffer.subarray(0, bytesRead);
    hash.update(piece);
    digest.add(piece);
    await take(piece, done);
    done += bytesRead;
    onBytes(bytesRead);
  }
  return done;
}

async function putAll(to: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await to.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

function withPart(record: JoinRecord, index: number, joined: string): JoinRecord {
  const parts = record.parts.map((part, own) => {
    const { again: _again, ...rest } = part;
    return own === index ? { ...rest, joined } : part;
  });
  return { ...record, parts };
}
