import { createHash } from "node:crypto";
import type { ModelShape } from "./layout.ts";
import type { Perplexity } from "./perplexity.ts";
import type { Format } from "./quantise.ts";

/** One shipped model file. Sizes in bytes, sha256 in lower-case hex, perplexity on the held-out answers. */
export type ManifestEntry = {
  readonly id: string;
  /** What people read; the quantisation is said beside it. */
  readonly name: string;
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly quantisation: Format;
  readonly parameters: number;
  readonly contextLength: number;
  readonly licence: "Apache-2.0";
  readonly heldOut: Perplexity;
};

/** Describes the bytes of a model file; `file` names it next to the manifest. */
export function manifestEntry(
  file: string,
  bytes: Uint8Array,
  details: { quantisation: Format; shape: ModelShape; parameters: number; heldOut: Perplexity },
): ManifestEntry {
  const { quantisation, shape, parameters, heldOut } = details;
  return {
    id: file.replace(/\.gguf$/, ""),
    name: "Hearth Demo",
    file,
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    quantisation,
    parameters,
    contextLength: shape.context,
    licence: "Apache-2.0",
    heldOut,
  };
}
