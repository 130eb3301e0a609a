import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly allowScripts: Record<string, boolean>;
  readonly scripts: Record<string, string>;
}
interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Record<string, string>;
}

/** The package that an import names: two parts with a scope, else one. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const locked = Object.entries(
  (
    JSON.parse(readFileSync("package-lock.json", "utf8")) as {
      packages: Record<string, LockedPackage>;
    }
  ).packages,
);

describe("dependencies", () => {
  it("are pinned exactly", () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual(
      [],
    );
  });

  it("are all used", () => {
    const sources = execFileSync(
      "git",
      [
        "grep",
        "-hoE",
        "[\"'](@[a-z0-9-]+/)?[a-z0-9.-]+(/[^\"']*)?[\"']",
        "--",
        "*.ts",
        "*.tsx",
        "*.cts",
        "*.css",
      ],
      { encoding: "utf8", maxBuffer: 2 ** 28 },
    );
    const named = new Set(sources.split("\n").map((text) => packageOf(text.slice(1, -1))));
    const programs = ["@biomejs/biome", "node", "typescript"];
    const unused = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      (name) => !named.has(name) && !programs.includes(name) && !name.startsWith("@types/"),
    );
    expect(unused).toEqual([]);
  });

  it("keep oRPC's three parts at one version", () => {
    const versions = ["client", "contract", "server"].map(
      (part) => manifest.dependencies[`@orpc/${part}`],
    );
    expect(new Set(versions).size).toBe(1);
  });

  it("have every install script listed, allowed or not", () => {
    const withScripts = locked
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect([...new Set(withScripts)].sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  });

  // defect: npm ci refused a lock that was written where the other systems' binaries could not be looked up
  it("lock the binaries of every system, not only of the one that wrote the lock", () => {
    const names = new Set(locked.map(([path]) => path.replace(/^.*node_modules\//, "")));
    const missing = locked.flatMap(([, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter((name) => !names.has(name)),
    );
    expect(missing).toEqual([]);
  });

  // defect: a script that pointed at a file that was never written
  it("have scripts whose every file is there", () => {
    const files = Object.values(manifest.scripts).flatMap(
      (script) => script.match(/[\w/.-]+\.ts\b/g) ?? [],
    );
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("name no registry in the lock", () => {
    expect(locked.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });
});
