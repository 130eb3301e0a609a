import { join } from "node:path";
import { flipFuses } from "@electron/fuses";
import { fuseWire } from "./fuses.ts";

/** The part of electron-builder's context that tells where the packaged binary is. */
export interface PackedApp {
  readonly appOutDir: string;
  /** In Electron's words: linux, win32, darwin or mas. */
  readonly electronPlatformName: string;
  readonly packager: {
    readonly executableName?: string;
    readonly appInfo: { readonly productFilename: string };
  };
}

/** The packaged binary, or on macOS the bundle around it. */
export function packedBinary({ appOutDir, electronPlatformName, packager }: PackedApp): string {
  const { productFilename } = packager.appInfo;
  switch (electronPlatformName) {
    case "linux":
      return join(appOutDir, packager.executableName ?? productFilename);
    case "win32":
      return join(appOutDir, `${productFilename}.exe`);
    case "darwin":
    case "mas":
      return join(appOutDir, `${productFilename}.app`);
    default:
      throw new Error(`Hearth is not packaged for ${electronPlatformName}.`);
  }
}

/** Sets all fuses of a packed app, before it is signed. Throws when the binary has one that nobody decided about. */
export async function burnFuses(app: PackedApp): Promise<void> {
  const mac = app.electronPlatformName === "darwin" || app.electronPlatformName === "mas";
  await flipFuses(packedBinary(app), {
    ...fuseWire(),
    // A changed binary loses the signature without which Apple's own processors run nothing.
    ...(mac ? { resetAdHocDarwinSignature: true } : {}),
  });
}
