import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { beginJoin } from "../../../../native/models/join/begin-join.ts";
import type { JoinPlace } from "../../../../native/models/join/join-in-place.ts";
import { readJoinRecord, writeJoinRecord } from "../../../../native/models/join/join-record.ts";
import { sha256Of } from "../../../fakes/file-server.ts";
import { bulkGguf } from "../../../fakes/gguf/bulk-gguf.ts";
import { splitGguf } from "../../../fakes/gguf/split-gguf.ts";

const MEBIBYTE = 2 ** 20;
/** A model in one file. */
export const whole = bulkGguf(6, 0.75 * MEBIBYTE, 7);
/** Of the whole. */
export const sha256 = sha256Of(whole);
/** A first part with metadata alone, as gguf-split writes it when asked to, and three of different lengths. */
export const parts = splitGguf(whole, [0, 1, 4]);
const never = new AbortController().signal;

/** Parts that were fetched, and what their join stands on. */
export interface Bench {
  readonly folder: string;
  readonly target: string;
  readonly place: JoinPlace;
  readonly pathOf: (part: number) => string;
  readonly begin: () => ReturnType<typeof beginJoin>;
  readonly kept: () => ReturnType<typeof readJoinRecord>;
}

/** Lays the parts into a folder that goes away with the test. */
export function setUp(more: Partial<JoinPlace> = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), "hearth-join-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const target = join(folder, "model.part");
  const pathOf = (part: number): string => join(folder, `part-${part}`, "model.part");
  const fetched = parts.map((bytes, index) => {
    mkdirSync(join(folder, `part-${index}`));
    writeFileSync(pathOf(index), bytes);
    return { path: pathOf(index), sha256: sha256Of(bytes), totalBytes: bytes.length };
  });
  return {
    ...{ folder, target, pathOf },
    place: {
      ...{ target, pathOf, signal: never, needSpace: async () => undefined },
      keep: (record) => writeJoinRecord(folder, record),
      onBytes: () => undefined,
      drop: async (part) => rmSync(join(folder, `part-${part}`), { recursive: true, force: true }),
      ...more,
    },
    begin: () => beginJoin({ folder, file: "whole.gguf" }, target, fetched),
    kept: () => readJoinRecord(folder, target, parts.length),
  };
}
