import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pinnedVersion } from "../../interop/python.ts";

const folder = new URL("../../interop/", import.meta.url);
const files = readdirSync(folder)
  .map((name) => new URL(`${name}/requirements.txt`, folder))
  .filter((file) => existsSync(file));

describe("the packages of the stock tools", () => {
  it.each(files.map((file) => [file.pathname.split("/").at(-2), file]))(
    "of %s are pinned, every one of them, once",
    (_, file) => {
      const lines = readFileSync(file as URL, "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      expect(lines.length).toBeGreaterThan(10);
      for (const line of lines) expect(line).toMatch(/^[A-Za-z0-9._-]+==[\w.]+$/);
      const names = lines.map((line) => line.split("==")[0]?.toLowerCase().replaceAll("_", "-"));
      expect(new Set(names).size).toBe(names.length);
    },
  );

  it("have the versions that the tables name", () => {
    expect(pinnedVersion(new URL("bittensor-10/requirements.txt", folder), "bittensor")).toMatch(
      /^10\.\d+\.\d+$/,
    );
    const old = new URL("bittensor-10.2/requirements.txt", folder);
    expect(pinnedVersion(old, "async-substrate-interface")).toMatch(/^1\./);
    expect(() => pinnedVersion(old, "substrate-interface")).toThrow(
      /does not pin substrate-interface/,
    );
  });
});
