const LONGEST = 200;
/** Windows knows these as devices, whatever ending they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name that a file may have in the models folder, whatever was asked for: letters, digits, dot, dash and underscore, beginning
 * with a letter or digit and ending with .gguf.
 */
export function plainFileName(wished: string): string {
  const last = wished.split(/[/\\]/).at(-1) ?? "";
  const bare = last
    .replace(/\.gguf$/i, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, LONGEST);
  if (bare === "") return "model.gguf";
  return `${DEVICE.test(bare) ? `model-${bare}` : bare}.gguf`;
}

/** The name for another content of the same name: with the beginning of its digest, and a count should even that be taken. */
export function otherName(name: string, sha256: string, attempt: number): string {
  if (attempt === 0) return name;
  const bare = name.replace(/\.gguf$/i, "");
  const count = attempt === 1 ? "" : `-${attempt}`;
  return `${bare}-${sha256.slice(0, 8)}${count}.gguf`;
}
