import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { parseGgufHeader, readGgufHeader } from "../../../../native/engine/gguf/gguf-header.ts";
import { tinyGguf } from "../../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-gguf-"));
afterAll(() => rmSync(folder, { recursive: true }));
const whole = tinyGguf();

test("the head says architecture, sizes and tensors", () => {
  const header = parseGgufHeader(whole);
  expect(header.version).toBe(3);
  expect(header.metadata.get("general.architecture")).toBe("llama");
  expect(header.metadata.get("llama.context_length")).toBe(512);
  expect(header.metadata.get("tokenizer.ggml.tokens")).toEqual({ length: 260 });
  expect(header.metadata.get("tokenizer.ggml.add_bos_token")).toBe(false);
  expect(header.tensors).toHaveLength(20);
  const last = header.tensors.at(-1);
  expect(header.dataOffset + (last?.offset ?? 0) + 32 * 4).toBe(whole.length);
});

test("a file cut anywhere, or with any byte of its head changed, never hangs and never passes as another size", () => {
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      for (const bytes of [changed, whole.subarray(0, at)]) {
        try {
          expect(parseGgufHeader(bytes).tensors.length).toBeLessThan(100_000);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["nothing", Buffer.alloc(0), "it ends too early"],
  ["words", Buffer.from("hello, this is a text file"), "it does not begin with GGUF"],
  ["huge counts", Buffer.from("GGUF\u0003\0\0\0 only in name"), "it counts to"],
  ["half a file", whole.subarray(0, whole.length - 20_000), "it is shorter than its tensors"],
])("%s is damaged, with the reason", async (name, bytes, reason) => {
  const path = join(folder, `${name}.gguf`);
  writeFileSync(path, bytes);
  await expect(readGgufHeader(path)).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
    detail: { file: `${name}.gguf`, reason: expect.stringContaining(reason) },
  });
});
