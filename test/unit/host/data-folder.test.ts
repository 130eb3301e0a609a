import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  chooseDataFolder,
  holdDataFolder,
  readHostRecord,
  runningHost,
} from "../../../native/host/data-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-folder-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const record = { pid: process.pid, url: "http://127.0.0.1:1/", token: "t".repeat(43) };

describe("data folder", () => {
  it("is chosen by flag, then HEARTH_HOME, then the home folder", () => {
    expect(chooseDataFolder("/a", { HEARTH_HOME: "/b" })).toBe("/a");
    expect(chooseDataFolder(undefined, { HEARTH_HOME: "/b" })).toBe("/b");
    expect(chooseDataFolder(undefined, {})).toMatch(/\.hearth$/);
  });

  it("publishes the host record for its owner alone and takes it back on release", () => {
    const held = holdDataFolder(folder);
    held.publish(record);
    expect(readHostRecord(folder)).toEqual(record);
    expect(statSync(join(folder, "host.json")).mode & 0o777).toBe(0o600);
    held.release();
    expect(readHostRecord(folder)).toBeUndefined();
  });

  it("is refused while another process holds it and free again when that one is killed", async () => {
    const module = pathToFileURL("native/host/data-folder.ts").href;
    const script = `const { holdDataFolder } = await import(${JSON.stringify(module)});
      const held = holdDataFolder(${JSON.stringify(folder)});
      held.publish({ pid: process.pid, url: "http://127.0.0.1:1/", token: "t".repeat(43) });
      console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    expect(() => holdDataFolder(folder)).toThrow(
      expect.objectContaining({ code: "DATA_FOLDER_IN_USE", detail: { folder, pid: child.pid } }),
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    holdDataFolder(folder).release();
  });

  it("tells a running node's record from one that a killed node left behind", () => {
    const held = holdDataFolder(folder);
    held.publish(record);
    expect(runningHost(folder)).toEqual(record);
    held.release();
    writeFileSync(join(folder, "host.json"), JSON.stringify(record));
    expect(runningHost(folder)).toBeUndefined();
    expect(runningHost(join(folder, "nowhere"))).toBeUndefined();
    // Looking leaves nothing that would keep a node from starting.
    holdDataFolder(folder).release();
  });

  it("follows no link that lies where it writes, and takes over no mode", () => {
    const elsewhere = join(folder, "elsewhere");
    writeFileSync(elsewhere, "precious");
    symlinkSync(elsewhere, join(folder, ".write-probe"));
    symlinkSync(elsewhere, join(folder, "host.json.partial"));
    const held = holdDataFolder(folder);
    held.publish(record);
    expect(readFileSync(elsewhere, "utf8")).toBe("precious");
    expect(lstatSync(join(folder, "host.json")).isSymbolicLink()).toBe(false);
    writeFileSync(join(folder, "host.json.partial"), "", { mode: 0o666 });
    chmodSync(join(folder, "host.json.partial"), 0o666);
    held.publish(record);
    expect(statSync(join(folder, "host.json")).mode & 0o777).toBe(0o600);
    held.release();
  });

  it("names a path that cannot be a folder", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => holdDataFolder(join(file, "data"))).toThrow(
      expect.objectContaining({ code: "DATA_FOLDER_UNWRITABLE" }),
    );
  });

  it.runIf(process.getuid?.() !== 0)("names a folder without write access", () => {
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    expect(() => holdDataFolder(closed)).toThrow(
      expect.objectContaining({ code: "DATA_FOLDER_UNWRITABLE" }),
    );
  });

  it("takes a damaged host record for none", () => {
    writeFileSync(join(folder, "host.json"), '{"pid": "x"');
    expect(readHostRecord(folder)).toBeUndefined();
  });
});
