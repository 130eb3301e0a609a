import { expect, it } from "vitest";
import { otherName, plainFileName } from "../../../../../native/models/download/store/file-name.ts";
import { sha } from "./store-setup.ts";

it.each([
  ["Qwen3-4B-Q4_K_M.gguf", "Qwen3-4B-Q4_K_M.gguf"],
  ["../../etc/passwd", "passwd.gguf"],
  ["C:\\models\\a b.GGUF", "a-b.gguf"],
  [".hidden.gguf", "hidden.gguf"],
  ["", "model.gguf"],
  ["ä.gguf", "model.gguf"],
  // Windows takes these for devices, with any ending.
  ["CON.gguf", "model-CON.gguf"],
  ["nul.q4.gguf", "model-nul.q4.gguf"],
  ["console.gguf", "console.gguf"],
])("the name of '%s' is %s", (wished, name) => {
  expect(plainFileName(wished)).toBe(name);
});

it("names for other contents differ each time", () => {
  expect([0, 1, 2].map((attempt) => otherName("a.gguf", sha, attempt))).toEqual([
    ...["a.gguf", "a-abababab.gguf", "a-abababab-2.gguf"],
  ]);
});
