import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import config from "../../../electron/builder.config.ts";
import { burnFuses } from "../../../electron/package/after-pack.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const files = (config.files as string[]).map(String);

describe("how the app is packaged", () => {
  it("names only files and folders that are there", () => {
    const resources = config.extraResources as { from: string; filter?: string[] }[];
    const named = [config.icon as string, ...resources.map(({ from }) => from)];
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(named.length).toBeGreaterThan(2);
  });

  it("carries the demo model beside the archive, with the manifest by which it is found", () => {
    const [model] = config.extraResources as { to: string; filter: string[] }[];
    expect(model).toMatchObject({ to: "demo-model", filter: ["*.gguf", "manifest.json"] });
  });

  it("keeps every native library outside the archive", () => {
    expect(config.asar).toBe(true);
    for (const folder of ["node_modules/node-llama-cpp/bins", "node_modules/@node-llama-cpp/*"])
      expect(config.asarUnpack).toContain(folder);
  });

  it("takes the binaries of one platform, without the large extra ones and llama.cpp's sources", () => {
    expect(files).toContain(`node_modules/@node-llama-cpp/$\{os}-$\{arch}*/bins/**/*`);
    expect(files).toContain("!node_modules/@node-llama-cpp/*-cuda-ext/**/*");
    expect(files).toContain("!node_modules/node-llama-cpp/llama/gitRelease.bundle");
  });

  it("builds for the three systems and sets the fuses on each", () => {
    expect(config.linux?.target).toEqual(["deb", "AppImage"]);
    expect(config.win?.target).toEqual(["nsis"]);
    expect(config.mac?.target).toEqual(["dmg"]);
    expect(config.afterPack).toBe(burnFuses);
  });

  it("ships no folder of sources, tests or reference data", () => {
    const taken = files.filter((pattern) => !pattern.startsWith("!"));
    expect(
      taken.filter((pattern) => /^(renderer|native|electron|test|docs)/.test(pattern)),
    ).toEqual([]);
  });

  it("begins where the build puts the main process", () => {
    const { main } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      main: string;
    };
    expect(main).toBe("dist/desktop/electron/main.js");
  });
});
