import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";

it("ends with the reason as its last words where its data folder cannot be used", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-desktop-"));
  try {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const child = nodeLauncher().launch({
      name: "Hearth node",
      entry: pathToFileURL(resolve("native/desktop.ts")),
      args: ["--data-dir", join(file, "data")],
    });
    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(child.stderrTail().trim()).toMatch(/\(DATA_FOLDER_UNWRITABLE\)$/);
    expect(child.stderrTail()).not.toContain("    at ");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
