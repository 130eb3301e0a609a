import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where resources/ may be, seen from this module: a checkout, the built desktop app inside one, and a package, which keeps
 * what native code opens beside its archive.
 */
const candidates = ["../../resources", "../../../../resources", "../../../../.."];

/** A folder of resources/, such as "demo-model". Where none has it, the first place is named, for the error that follows. */
export function resourceFolder(name: string): string {
  const places = candidates.map((place) =>
    join(fileURLToPath(new URL(place, import.meta.url)), name),
  );
  // Built code carries only the JSON files that it imports, so the folder alone proves nothing.
  return places.find((place) => existsSync(join(place, "manifest.json"))) ?? (places[0] as string);
}
