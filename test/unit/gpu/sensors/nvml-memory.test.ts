import { expect, test } from "vitest";
import {
  bytesField,
  listedProcesses,
  textOf,
} from "../../../../native/gpu/sensors/nvidia/nvml-memory.ts";

test("text ends at its zero, or at the buffer's end where a library forgot it", () => {
  expect(textOf(Buffer.from("RTX 4070\0rest"))).toBe("RTX 4070");
  expect(textOf(Buffer.from("RTX 4070"))).toBe("RTX 4070");
  expect(textOf(Buffer.from("RTX\u001b[31m 4070\0"))).toBe("RTX[31m 4070");
  expect(textOf(Buffer.alloc(8))).toBe("");
});

test("a size that no number holds is said to be none", () => {
  const memory = Buffer.alloc(16, 0xff);
  memory.writeBigUInt64LE(12n, 8);
  expect(bytesField(memory, 0)).toBe(-1);
  expect(bytesField(memory, 8)).toBe(12);
});

test("a list of processes is read by its own stride and without empty entries", () => {
  const memory = Buffer.alloc(72);
  memory.writeUInt32LE(11, 0);
  memory.writeBigUInt64LE(100n, 8);
  memory.writeUInt32LE(12, 48);
  memory.fill(0xff, 56, 64);
  expect(listedProcesses(memory, 3, 24)).toEqual([
    { pid: 11, bytes: 100 },
    { pid: 12, bytes: -1 },
  ]);
});
