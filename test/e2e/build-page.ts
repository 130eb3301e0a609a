import { join } from "node:path";
import { build } from "vite";

/** Builds the page once before the browser tests, so that they never see an old one. */
export async function setup(): Promise<void> {
  await build({ root: join(import.meta.dirname, "../../renderer"), logLevel: "warn" });
}
