import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { type ErrorCode, type ErrorDetail, HearthError, reasonOf } from "../../../api/errors.ts";
import { type GgufHeader, headerWithin } from "../../../engine/gguf/gguf-header.ts";
import {
  type JoinedHead,
  joinedHead,
  type PartBytes,
  padded,
  ShortParts,
} from "../../join/joined-head.ts";
import { joinedHeadOf } from "../../join/part-heads.ts";
import { type ModelFacts, modelFacts } from "../model-facts.ts";

/** What a file's head says, and the file's whole length in bytes. */
export interface HeadFacts {
  readonly facts: ModelFacts;
  readonly sizeBytes: number;
  /** Bytes of each part, of a model in several on a server. */
  readonly partBytes?: readonly number[];
}

/** A head to be read: from a file, or from the first bytes of one whose length is known. */
export type HeadTask =
  | { readonly kind: "file"; readonly path: string }
  /** Only whether it is a head at all. */
  | { readonly kind: "check"; readonly path: string }
  /** The head that the parts of a model have together; `file` is what to call it. */
  | { readonly kind: "join"; readonly paths: readonly string[]; readonly file: string }
  /** The same, and what it says, from the first bytes of each part. */
  | { readonly kind: "joinBytes"; readonly parts: readonly PartBytes[]; readonly file: string }
  | {
      readonly kind: "bytes";
      readonly bytes: Uint8Array;
      readonly fileSize: number;
      readonly file: string;
    };

/** What became of it, fit to go from one thread to another. */
export type HeadOutcome =
  | ({ readonly kind: "facts" } & HeadFacts)
  | { readonly kind: "sound" }
  | ({ readonly kind: "joined" } & JoinedHead)
  /** The bytes hold no whole head yet. */
  | { readonly kind: "more" }
  /** Those of these parts do not, from 0. */
  | { readonly kind: "short"; readonly parts: readonly number[] }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly detail: ErrorDetail }
  /** What the system said while the file was read. */
  | { readonly kind: "system"; readonly code: string | undefined; readonly message: string };

const FIRST_BYTES = 2 ** 20;

/** Does a task where it stands, which may take a second: the head of a stranger's file may hold millions of entries. */
export function headOutcome(task: HeadTask): HeadOutcome {
  try {
    switch (task.kind) {
      case "file":
        return { kind: "facts", ...factsOf(headerOf(task.path)) };
      case "check":
        headerOf(task.path);
        return { kind: "sound" };
      case "join":
        return { kind: "joined", ...headOfParts(task) };
      case "joinBytes":
        return factsOfParts(task);
      case "bytes":
        return fromBytes(task);
      default:
        return task satisfies never;
    }
  } catch (error) {
    if (error instanceof HearthError)
      return { kind: "refused", code: error.code, detail: error.detail };
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: "system", code, message };
  }
}

function fromBytes({ bytes, fileSize, file }: Extract<HeadTask, { kind: "bytes" }>): HeadOutcome {
  const { buffer, byteOffset, byteLength } = bytes;
  const own = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  const header = headerWithin(own, fileSize, file);
  return header === undefined ? { kind: "more" } : { kind: "facts", ...factsOf({ header, file }) };
}

interface NamedHeader {
  readonly header: GgufHeader & { readonly fileSize: number };
  readonly file: string;
}

function factsOf({ header, file }: NamedHeader): HeadFacts {
  try {
    return { facts: modelFacts(header), sizeBytes: header.fileSize };
  } catch (error) {
    if (error instanceof HearthError) throw error;
    const reason = reasonOf(error);
    throw new HearthError("MODEL_DAMAGED", { file, reason }, { cause: error });
  }
}

function headerOf(path: string): NamedHeader {
  const file = basename(path);
  for (let length = FIRST_BYTES; ; length *= 8) {
    const { bytes, fileSize } = firstBytes(path, length);
    const header = headerWithin(bytes, fileSize, file);
    if (header !== undefined) return { header, file };
  }
}

function headOfParts({ paths, file }: Extract<HeadTask, { kind: "join" }>): JoinedHead {
  try {
    return joinedHeadOf(paths.length, (part, length) => firstBytes(paths[part] ?? "", length));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // What the file system says goes on as it is.
    if (code !== undefined) throw error;
    throw new HearthError("MODEL_DAMAGED", { file, reason: message }, { cause: error });
  }
}

function factsOfParts({ parts, file }: Extract<HeadTask, { kind: "joinBytes" }>): HeadOutcome {
  // Between threads a buffer becomes a plain array; the view is of the same bytes.
  const own = parts.map(({ bytes, fileSize }) => ({
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    fileSize,
  }));
  try {
    const { head, pieces } = joinedHead(own);
    const size = pieces.reduce((sum, { bytes }) => sum + padded(bytes), head.length);
    const header = headerWithin(head, size, file);
    if (header === undefined) throw new Error("it ends too early");
    return { kind: "facts", ...factsOf({ header, file }) };
  } catch (error) {
    if (error instanceof HearthError) throw error;
    if (error instanceof ShortParts && !error.isEnd(own))
      return { kind: "short", parts: error.parts };
    const reason = reasonOf(error);
    throw new HearthError("MODEL_DAMAGED", { file, reason }, { cause: error });
  }
}

function firstBytes(path: string, length: number): PartBytes {
  const descriptor = openSync(path, "r");
  try {
    const { size: fileSize } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(length, fileSize));
    readSync(descriptor, bytes, 0, bytes.length, 0);
    return { bytes, fileSize };
  } finally {
    closeSync(descriptor);
  }
}
