import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { burnFuses, packedBinary } from "../../../electron/package/after-pack.ts";
import { fuses, fuseWire } from "../../../electron/package/fuses.ts";

/** The bytes by which a fuse wire is found in a binary; one byte of version and one of length follow. */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const names = Object.values(FuseV1Options).filter((name) => typeof name === "string");
const packager = { executableName: "hearth", appInfo: { productFilename: "Hearth" } };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-fuses-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A file with a wire of `states` ("0" off, "1" on) as Electron's binary has it. */
function writeBinary(name: string, states: string): string {
  const path = join(folder, name);
  const wire = Buffer.from([1, states.length]);
  const around = Buffer.alloc(200, 7);
  writeFileSync(
    path,
    Buffer.concat([around, Buffer.from(SENTINEL), wire, Buffer.from(states), around]),
  );
  return path;
}

const linux = () => ({ appOutDir: folder, electronPlatformName: "linux", packager });

describe("fuses", () => {
  it("are all nine decided, each with its reason", () => {
    expect(names).toHaveLength(9);
    expect(Object.keys(fuses)).toHaveLength(names.length);
    for (const { reason } of Object.values(fuses)) expect(reason.length).toBeGreaterThan(20);
    expect(Object.keys(fuseWire())).toEqual(
      expect.arrayContaining(Object.keys(fuses).concat("strictlyRequireAllFuses")),
    );
  });

  it("close every door to foreign code", () => {
    expect(fuses[FuseV1Options.RunAsNode].on).toBe(false);
    expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable].on).toBe(false);
    expect(fuses[FuseV1Options.EnableNodeCliInspectArguments].on).toBe(false);
    expect(fuses[FuseV1Options.GrantFileProtocolExtraPrivileges].on).toBe(false);
    expect(fuses[FuseV1Options.OnlyLoadAppFromAsar].on).toBe(true);
    expect(fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation].on).toBe(true);
  });

  it("stand in the packed binary as decided, whatever they were before", async () => {
    const binary = writeBinary("hearth", "101100010");
    await burnFuses(linux());
    const wire = await getCurrentFuseWire(binary);
    for (const name of names) {
      const fuse = FuseV1Options[name as keyof typeof FuseV1Options];
      const wanted = fuses[fuse].on ? FuseState.ENABLE : FuseState.DISABLE;
      expect([name, wire[fuse]]).toEqual([name, wanted]);
    }
  });

  it("stop the packaging where Electron has one that nobody decided about", async () => {
    writeBinary("hearth", "1011000101");
    await expect(burnFuses(linux())).rejects.toThrow(/fuse/i);
  });

  it("are set on the right file of each system", () => {
    const of = (electronPlatformName: string) =>
      packedBinary({ appOutDir: "/out", electronPlatformName, packager });
    expect(of("linux")).toBe("/out/hearth");
    expect(of("win32")).toBe("/out/Hearth.exe");
    expect(of("darwin")).toBe("/out/Hearth.app");
    expect(() => of("plan9")).toThrow(/plan9/);
  });
});
