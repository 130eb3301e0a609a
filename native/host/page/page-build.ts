import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HearthError } from "../../api/errors.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

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
  // Beside its place, so that two nodes that start at once never serve or empty each other's half-built page.
  const draft = `${folder}.${process.pid}`;
  const parameters = ["build", "renderer", "--logLevel", "warn", "--outDir", draft];
  const child = spawn(process.execPath, [builder, ...parameters, "--emptyOutDir"], {
    cwd: root,
    // Standard output is for the ready line alone.
    stdio: ["ignore", 2, 2],
  });
  const [status] = await once(child, "exit");
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new HearthError("NOT_READY", {
      what: "The page",
      reason: "Its build failed; see the lines above.",
    });
  }
  putInPlace(draft, folder);
  return folder;
}

function putInPlace(draft: string, folder: string): void {
  const old = `${draft}.old`;
  try {
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(draft, folder);
  } catch (error) {
    // Another node that started at the same time was faster, with the same page.
    if (!existsSync(join(folder, "index.html"))) throw error;
  }
  for (const left of [draft, old]) rmSync(left, { recursive: true, force: true });
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
