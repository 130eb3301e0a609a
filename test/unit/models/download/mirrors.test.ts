import { expect, it } from "vitest";
import { addressesOf, shownAddress } from "../../../../native/models/download/mirrors.ts";

const url = "https://huggingface.co/org/model/resolve/main/file.gguf?download=true";

it("mirrors of the host come first, with path and query, and the host itself is the last resort", () => {
  const mirrors = [
    { host: "huggingface.co", mirrors: ["https://mirror.example", "http://10.0.0.2:8080/hf/"] },
    { host: "other.example", mirrors: ["https://never.example"] },
  ];
  expect(addressesOf(url, mirrors)).toEqual([
    "https://mirror.example/org/model/resolve/main/file.gguf?download=true",
    "http://10.0.0.2:8080/hf/org/model/resolve/main/file.gguf?download=true",
    url,
  ]);
});

it("without mirrors there is the address alone, and a mirror that is the host counts once", () => {
  expect(addressesOf(url, [])).toEqual([url]);
  const self = [{ host: "HuggingFace.co", mirrors: ["https://huggingface.co"] }];
  expect(addressesOf(url, self)).toEqual([url]);
});

it("what is shown of an address holds no secret", () => {
  expect(shownAddress("https://user:secret@host.example/a.gguf?token=secret")).toBe(
    "https://host.example/a.gguf",
  );
  expect(shownAddress("no address")).toBe("");
});
