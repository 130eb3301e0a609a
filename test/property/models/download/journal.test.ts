import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { openJournal } from "../../../../native/models/download/chunks/journal.ts";
import {
  encodeLine,
  type JournalLine,
  readJournal,
} from "../../../../native/models/download/chunks/journal-lines.ts";

const file: JournalLine = {
  ...{ kind: "file", version: 1, total: 1_000_000, chunkBytes: 1_000, identity: 'etag:"a"' },
};
const digest = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const address = fc.webUrl();
const line: fc.Arbitrary<JournalLine> = fc.oneof(
  fc.record({
    kind: fc.constant("chunk" as const),
    index: fc.nat(999),
    digest,
    address,
  }),
  fc.record({ kind: fc.constant("drop" as const), index: fc.nat(999) }),
  fc.record({ kind: fc.constant("source" as const), address, etag: fc.string() }),
);

it("what was written is read", () => {
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const state = readJournal([file, ...lines].map(encodeLine).join(""));
      expect(state.file).toEqual(file);
      const chunks = new Map<number, string>();
      for (const each of lines) {
        if (each.kind === "chunk") chunks.set(each.index, each.digest);
        if (each.kind === "drop") chunks.delete(each.index);
      }
      expect(new Map([...state.chunks].map(([index, chunk]) => [index, chunk.digest]))).toEqual(
        chunks,
      );
    }),
  );
});

it("a kill in the middle of a line costs that line, and the ones written after the next start are read", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.nat(), line, (lines, cut, next) => {
      const folder = mkdtempSync(join(tmpdir(), "hearth-journal-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const path = join(folder, "journal");
      const before = [file, ...lines.slice(0, -1)].map(encodeLine).join("");
      const last = encodeLine(lines.at(-1) ?? file);
      // Without its line feed alone a line is whole.
      writeFileSync(path, before + last.slice(0, cut % (last.length - 1)));
      const journal = openJournal(path);
      expect(journal.state).toEqual(readJournal(before));
      journal.append(next);
      journal.close();
      const again = openJournal(path);
      again.close();
      expect(again.state).toEqual(readJournal(before + encodeLine(next)));
    }),
    { numRuns: 50 },
  );
});

it("a damaged byte costs its line, a damaged line feed the two beside it, and no chunk is made up", () => {
  fc.assert(
    fc.property(fc.array(line), fc.nat(), fc.integer({ min: 1, max: 255 }), (lines, at, flip) => {
      const whole = Buffer.from([file, ...lines].map(encodeLine).join(""));
      const damaged = Buffer.from(whole);
      const place = at % whole.length;
      damaged[place] = (damaged[place] ?? 0) ^ flip;
      const seen = readJournal(damaged.toString("utf8"));
      const told = new Set(lines.flatMap((each) => (each.kind === "chunk" ? [each.digest] : [])));
      for (const { digest: kept } of seen.chunks.values()) expect(told.has(kept)).toBe(true);
      const lost = readJournal(whole.toString("utf8")).chunks.size - seen.chunks.size;
      // The first line is the one that all others hang on.
      if (place < encodeLine(file).length) return;
      expect(lost).toBeLessThanOrEqual(whole[place] === 10 ? 2 : 1);
    }),
  );
});

it("another file's line begins anew", () => {
  const chunk: JournalLine = { kind: "chunk", index: 0, digest: "0".repeat(32), address: "a" };
  const text = [file, chunk, { ...file, identity: 'etag:"b"' } as JournalLine].map(encodeLine);
  expect(readJournal(text.join("")).chunks.size).toBe(0);
});
