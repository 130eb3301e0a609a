import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { fileDigest } from "../../../native/engine/file-digest.ts";
import {
  CHUNK_BYTES,
  digestChunks,
  drawChunks,
  firstChanged,
} from "../../../native/engine/verify/chunk-digests.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-chunks-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a draw has the first chunk and no chunk twice, in order, and is all of a small file", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 1, max: 80 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (total, count, dice) => {
        // A die that always shows the same would draw for ever; real ones do not.
        let turn = 0;
        const random = (below: number): number => {
          turn += 1;
          return (Math.floor((dice.next().value ?? 0) * below) + turn) % below;
        };
        const drawn = drawChunks(total, count, random);
        expect(drawn).toHaveLength(Math.min(total, count));
        expect([...new Set(drawn)].sort((left, right) => left - right)).toEqual(drawn);
        if (total > 0) expect(drawn[0]).toBe(0);
        expect(Math.max(0, ...drawn)).toBeLessThan(Math.max(1, total));
      },
    ),
  );
});

test("one pass gives the whole's digest and each chunk's; a flipped bit is found where it is, and only by looking there", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 * CHUNK_BYTES }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 0, max: 7 }),
      async (size, where, bit) => {
        const path = join(folder, "model");
        const bytes = Buffer.alloc(size, 7);
        writeFileSync(path, bytes);
        const { sha256, ...known } = await digestChunks(path);
        expect(sha256).toBe(await fileDigest(path));
        expect(known.size).toBe(size);
        const all = known.chunks.map((_, index) => index);
        expect(all).toHaveLength(Math.ceil(size / CHUNK_BYTES));
        expect(await firstChanged(path, known, all)).toBeUndefined();
        const at = Math.floor(where * size);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        writeFileSync(path, bytes);
        const damaged = Math.floor(at / CHUNK_BYTES);
        expect(await firstChanged(path, known, all)).toBe(damaged);
        const others = all.filter((index) => index !== damaged);
        expect(await firstChanged(path, known, others)).toBeUndefined();
      },
    ),
    { numRuns: 20 },
  );
});

test("an empty file has no chunk, and a file cut short has changed", async () => {
  const path = join(folder, "short");
  writeFileSync(path, "");
  expect((await digestChunks(path)).chunks).toEqual([]);
  writeFileSync(path, Buffer.alloc(CHUNK_BYTES + 10, 1));
  const known = await digestChunks(path);
  writeFileSync(path, Buffer.alloc(CHUNK_BYTES + 9, 1));
  expect(await firstChanged(path, known, [0, 1])).toBe(1);
});
