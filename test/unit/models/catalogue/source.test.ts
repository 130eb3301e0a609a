import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSource } from "../../../../native/models/catalogue/source.ts";

test.each([
  ["https://models.example/a/b.gguf", "https://models.example/a/b.gguf"],
  [
    "  https://models.example/b.gguf?download=true#top ",
    "https://models.example/b.gguf?download=true",
  ],
  ["http://192.168.1.5/b.gguf", "http://192.168.1.5/b.gguf"],
  ["http://127.0.0.1:8000/b.GGUF", "http://127.0.0.1:8000/b.GGUF"],
  [
    "hf:Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M.gguf",
    "https://huggingface.co/Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf",
  ],
  [
    "hf:a/b/folder/with space.gguf",
    "https://huggingface.co/a/b/resolve/main/folder/with%20space.gguf",
  ],
])("%s is the address %s", (text, url) => {
  expect(readSource(text)).toEqual({ kind: "address", url });
});

test("references lead to the endpoint that was chosen", () => {
  expect(readSource("hf:a/b/c.gguf", "https://mirror.example/hub/")).toEqual({
    kind: "address",
    url: "https://mirror.example/hub/a/b/resolve/main/c.gguf",
  });
  expect(() => readSource("hf:a/b/c.gguf", "http://mirror.example")).toThrow();
});

test("whole paths are files", () => {
  expect(readSource("/models/a.gguf")).toEqual({ kind: "file", path: "/models/a.gguf" });
  expect(readSource("file:///models/a%20b.gguf")).toEqual({
    kind: "file",
    path: "/models/a b.gguf",
  });
  expect(readSource("~/a.gguf")).toEqual({ kind: "file", path: join(homedir(), "a.gguf") });
});

test.each([
  "a.gguf",
  "../a.gguf",
  "http://models.example/a.gguf",
  "ftp://models.example/a.gguf",
  "https://models.example/page.html",
  "https://user:secret@models.example/a.gguf",
  "https://",
  "hf:owner/a.gguf",
  "hf:owner/repository/a.safetensors",
  "file://host/a.gguf",
])("%s is refused", (text) => {
  expect(() => readSource(text)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
});

test("a password is not repeated in the refusal", () => {
  try {
    readSource("https://user:secret@models.example/a.gguf");
  } catch (error) {
    expect(JSON.stringify(error)).not.toContain("secret");
    expect(String((error as Error).message)).not.toContain("secret");
  }
  expect.assertions(2);
});
