import { realpath, stat } from "node:fs/promises";

/** Files that a graphics driver's update replaces. */
const driverFiles: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    "/usr/lib/x86_64-linux-gnu/libcuda.so.1",
    "/usr/lib/aarch64-linux-gnu/libcuda.so.1",
    "/usr/lib64/libcuda.so.1",
    "/usr/lib/libcuda.so.1",
    "/usr/lib/wsl/lib/libcuda.so.1",
    "/usr/lib/x86_64-linux-gnu/libvulkan.so.1",
    "/usr/lib64/libvulkan.so.1",
    "/usr/lib/libvulkan.so.1",
  ],
  win32: ["C:\\Windows\\System32\\nvcuda.dll", "C:\\Windows\\System32\\vulkan-1.dll"],
};

/**
 * A text that changes when a graphics driver does: which of the drivers' libraries are there, what they are links to, and when they
 * were made. Empty where there is none.
 */
export async function driverStamp(
  files: readonly string[] = driverFiles[process.platform] ?? [],
): Promise<string> {
  const found = await Promise.all(
    files.map(async (file) => {
      try {
        const path = await realpath(file);
        const { size, mtimeMs } = await stat(path);
        return `${path}:${size}:${Math.round(mtimeMs)}`;
      } catch {
        return "";
      }
    }),
  );
  return found.filter((entry) => entry !== "").join(" ");
}
