import { expect, test } from "vitest";
import { modelBytesIn, processMemory } from "../../../native/host/engine/process-memory.ts";

test("model files are counted in the kernel's list of mappings, and nothing else", () => {
  const maps = `7fb4b923c000-7fb4b9372000 r--s 00003000 fe:00 1 /models/a model.gguf
7fb4b9372000-7fb4b9373000 r--p 00000000 fe:00 2 /lib/libllama.so
7fb4c0000000-7fb4c0001000 rw-p 00000000 00:00 0
7fb4d0000000-7fb4d0002000 r--s 00000000 fe:00 3 /models/b.gguf
`;
  expect(modelBytesIn(maps)).toBe(0x136000 + 0x2000);
  expect(modelBytesIn("")).toBe(0);
});

test.skipIf(process.platform !== "linux")(
  "this process holds memory and no model; one that is gone tells nothing",
  () => {
    expect(processMemory(process.pid)).toMatchObject({ models: 0 });
    expect(processMemory(process.pid)?.resident).toBeGreaterThan(2 ** 20);
    expect(processMemory(2 ** 30)).toBeUndefined();
  },
);
