import { type FuseV1Config, FuseV1Options, FuseVersion } from "@electron/fuses";

/** One switch burnt into the packaged binary, and why it stands as it does. */
export interface FuseChoice {
  readonly on: boolean;
  readonly reason: string;
}

/** Every fuse that Electron has; one that a newer Electron adds is a type error here until somebody decides. */
export const fuses: Required<Record<FuseV1Options, FuseChoice>> = {
  [FuseV1Options.RunAsNode]: {
    on: false,
    reason:
      "Else anybody's script runs under Hearth's name; its own children are utility processes.",
  },
  [FuseV1Options.EnableCookieEncryption]: {
    on: true,
    reason: "Hearth keeps no cookies; should a library ever set one, it is not readable on disk.",
  },
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: {
    on: false,
    reason: "NODE_OPTIONS=--require would put foreign code beside the wallet.",
  },
  [FuseV1Options.EnableNodeCliInspectArguments]: {
    on: false,
    reason: "A debugger on the main process reads whatever a person types.",
  },
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: {
    on: true,
    reason: "A changed archive does not start, on macOS and Windows; Linux has no such check.",
  },
  [FuseV1Options.OnlyLoadAppFromAsar]: {
    on: true,
    reason: "Without it a folder named app beside the archive would be run instead, unchecked.",
  },
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: {
    on: false,
    reason: "Hearth ships no snapshot of its own, so nothing may be loaded as one.",
  },
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: {
    on: false,
    reason: "The page comes from hearth://page; file:// must be able to do nothing.",
  },
  [FuseV1Options.WasmTrapHandlers]: {
    on: true,
    reason:
      "Electron's default: WebAssembly bounds checks by signal, which password hashing needs to be fast.",
  },
};

/** The choices in the words of @electron/fuses, which refuses a binary that has a fuse not named here. */
export function fuseWire(): FuseV1Config & { readonly strictlyRequireAllFuses: true } {
  const on = (fuse: FuseV1Options): boolean => fuses[fuse].on;
  return {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    [FuseV1Options.RunAsNode]: on(FuseV1Options.RunAsNode),
    [FuseV1Options.EnableCookieEncryption]: on(FuseV1Options.EnableCookieEncryption),
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: on(
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    ),
    [FuseV1Options.EnableNodeCliInspectArguments]: on(FuseV1Options.EnableNodeCliInspectArguments),
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on(
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    ),
    [FuseV1Options.OnlyLoadAppFromAsar]: on(FuseV1Options.OnlyLoadAppFromAsar),
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: on(
      FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
    ),
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: on(
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ),
    [FuseV1Options.WasmTrapHandlers]: on(FuseV1Options.WasmTrapHandlers),
  };
}
