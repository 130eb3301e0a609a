import { expect, it } from "vitest";
import { letGo } from "../../../../native/models/download/run/let-go.ts";

it("memory that a piece has to its end is given back", () => {
  const memory = new ArrayBuffer(65_536);
  letGo(Buffer.from(memory, 300));
  expect(memory.detached).toBe(true);
});

it("memory is kept that others share, that has more behind the piece, or that is small", () => {
  const small = Buffer.from("from the pool that all small buffers share");
  const behind = new ArrayBuffer(65_536);
  const little = new ArrayBuffer(16_383);
  const shared = new SharedArrayBuffer(65_536);
  const kept = [small, Buffer.from(behind, 0, 65_535), Buffer.from(little), Buffer.from(shared)];
  for (const each of kept) letGo(each);
  expect([behind, little].map(({ byteLength }) => byteLength)).toEqual([65_536, 16_383]);
  expect(small.toString()).toContain("share");
  expect(shared.byteLength).toBe(65_536);
});

it("memory that was given back already is no failure", () => {
  const memory = new ArrayBuffer(65_536);
  const bytes = Buffer.from(memory);
  letGo(bytes);
  expect(() => letGo(bytes)).not.toThrow();
});
