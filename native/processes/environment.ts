/** Variables that a child needs to find its home, its libraries and its GPU. Everything else (tokens, passwords) stays behind. */
const inherited = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
  "PROGRAMDATA",
  "SYSTEMROOT",
  "SYSTEMDRIVE",
  "WINDIR",
  "COMSPEC",
  "PATHEXT",
  "TEMP",
  "TMP",
  "TMPDIR",
  "LANG",
  "LC_ALL",
  "TZ",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XDG_RUNTIME_DIR",
  "LD_LIBRARY_PATH",
  "CUDA_PATH",
  "CUDA_VISIBLE_DEVICES",
  "HIP_VISIBLE_DEVICES",
  "GGML_VK_VISIBLE_DEVICES",
  "VK_ICD_FILENAMES",
]);

/** The part of `source` that a child may see, with `added` on top. Names are compared without case, as Windows does. */
export function childEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && inherited.has(name.toUpperCase())) kept[name] = value;
  }
  return { ...kept, ...added };
}

/** `added` without the variables by which Node, Electron or the system's loader would run other code than the entry. */
export function harmless(added: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(added).filter(([name]) => !/^(NODE_|ELECTRON_|LD_|DYLD_)/i.test(name)),
  );
}
