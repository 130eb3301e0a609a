import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { HearthError, reasonOf } from "../../api/errors.ts";
import { isAbsent } from "../local/absent.ts";

const entry = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  name: z.string().optional(),
  /** A plain file name: the manifest can never point outside its folder. */
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.gguf$/),
  size: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  quantisation: z.string(),
  parameters: z.number().int().nonnegative(),
  contextLength: z.number().int().positive(),
  licence: z.string(),
});
const manifest = z.object({ version: z.literal(1), models: z.array(entry) });

/** One shipped model file as the manifest beside it describes it. */
export type ManifestEntry = z.infer<typeof entry>;

/**
 * Reads `manifest.json` of a folder of shipped models; a folder without one ships nothing.
 * Throws MODEL_DAMAGED when it is none, NOT_READY when the system does not give it now.
 */
export async function readManifest(folder: string): Promise<readonly ManifestEntry[]> {
  try {
    const text = await readFile(join(folder, "manifest.json"), "utf8");
    return manifest.parse(JSON.parse(text)).models;
  } catch (error) {
    if (isAbsent(error)) return [];
    const { code } = error as NodeJS.ErrnoException;
    const reason = reasonOf(error);
    // The system's own trouble says nothing of the file.
    if (typeof code === "string")
      throw new HearthError("NOT_READY", { what: "manifest.json", reason }, { cause: error });
    throw new HearthError("MODEL_DAMAGED", { file: "manifest.json", reason }, { cause: error });
  }
}
