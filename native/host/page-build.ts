import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HearthError } from "../api/errors.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Sources of which the page is made. */
const sources = ["renderer", "native/api", "resources/locales", "package-lock.json"];

/**
 * The folder of the built page. In a checkout it is built first where it is missing or older than its sources; a packaged
 * Hearth has it. `say` gets one line when there is something to wait for. Throws NOT_READY when the build fails.
 */
export async function builtPage(say: (line: string) => void): Promise<string> {
  const folder = join(root, "dist", "renderer");
  const builder = join(root, "node_modules", "vite", "bin", "vite.js");
  if (
    !existsSync(join(root, "renderer")) ||
    !existsSync(builder) ||
    isFresh(join(folder, "index.html"))
  )
    return folder;
  say("Building the page, about ten seconds, once.");
  const child = spawn(process.execPath, [builder, "build", "renderer", "--logLevel", "warn"], {
    cwd: root,
    // Standard output is for the ready line alone.
    stdio: ["ignore", 2, 2],
  });
  const [status] = await once(child, "exit");
  if (status !== 0)
    throw new HearthError("NOT_READY", {
      what: "The page",
      reason: "Its build failed; see the lines above.",
    });
  return folder;
}

function isFresh(index: string): boolean {
  if (!existsSync(index)) return false;
  const built = statSync(index).mtimeMs;
  return sources.every((source) => newest(join(root, source)) <= built);
}

function newest(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}
