import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { modelBytes, sha256Of, startFileServer } from "../../../fakes/file-server.ts";
import { CHUNK, testFolder } from "./run-setup.ts";

const run = promisify(execFile);
const entry = fileURLToPath(new URL("./full-disk-process.ts", import.meta.url));
const cancelEntry = fileURLToPath(new URL("./full-disk-cancel.ts", import.meta.url));
const mount = ["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"];
/** A small disk can be made without admin rights on Linux where user namespaces are allowed. */
const canMount = spawnSync("unshare", mount).status === 0;

it.skipIf(!canMount)(
  "a disk that fills up under way pauses the download with nothing lost",
  async () => {
    const content = modelBytes(40 * CHUNK + 17);
    const server = await startFileServer(content);
    onTestFinished(() => server.close());
    const parameters = ["-rm", process.execPath, entry, testFolder(), server.url];
    const { stdout } = await run("unshare", parameters, { timeout: 90_000 });
    const seen = JSON.parse(stdout) as { codes: string[]; doneAtPause: number; sha256: string };
    expect(seen.codes).toEqual(["DISK_FULL"]);
    expect(seen.sha256).toBe(sha256Of(content));
    expect(seen.doneAtPause).toBeGreaterThan(0);
    // What was written before is not fetched again: at most the chunks that were on their way, each time it was tried.
    const tries = server.requests.filter(({ start, end }) => start === 0 && end === 4).length;
    expect(server.sent()).toBeLessThanOrEqual(content.length + tries * (4 + 4 * CHUNK));
  },
);

// defect: the list was written before what was fetched was deleted, so that a full disk could not be freed by giving a download up
it.skipIf(!canMount)(
  "a download can be cancelled on a full disk, which frees its bytes; what cannot be kept says so and changes nothing",
  async () => {
    const server = await startFileServer(modelBytes(40 * CHUNK + 17));
    onTestFinished(() => server.close());
    const parameters = ["-rm", process.execPath, cancelEntry, testFolder(), server.url];
    const { stdout } = await run("unshare", parameters, { timeout: 90_000 });
    expect(JSON.parse(stdout)).toEqual({
      ...{ settings: "DISK_FULL", connections: 4, start: "DISK_FULL", listed: ["one"] },
      ...{ cancelled: [], partials: [], kept: [] },
    });
  },
);
