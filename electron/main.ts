import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as electron from "electron";
import { boot } from "./shell/boot.ts";

const codeFolder = fileURLToPath(new URL("..", import.meta.url));

await boot(electron, {
  codeFolder,
  extension: extname(import.meta.url),
  pageFolder: join(codeFolder, "..", "renderer"),
  ...(process.env.HEARTH_HOME ? { dataFolder: process.env.HEARTH_HOME } : {}),
});
