import { win32 } from "node:path";

/**
 * Where NVIDIA's management library is looked for, in order. On Linux the loader knows the first name; the others are of
 * WSL and NixOS. On Windows only full paths, so that no other folder's file of that name is ever loaded.
 */
export function nvmlPaths(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  switch (platform) {
    case "linux":
      return [
        "libnvidia-ml.so.1",
        "/usr/lib/wsl/lib/libnvidia-ml.so.1",
        "/run/opengl-driver/lib/libnvidia-ml.so.1",
      ];
    case "win32":
      return [
        win32.join(environment.SystemRoot ?? "C:\\Windows", "System32", "nvml.dll"),
        win32.join(
          environment.ProgramFiles ?? "C:\\Program Files",
          "NVIDIA Corporation",
          "NVSMI",
          "nvml.dll",
        ),
      ];
    default:
      return [];
  }
}
