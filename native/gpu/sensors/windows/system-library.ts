import { win32 } from "node:path";

/** A library of Windows itself, such as "gdi32.dll", by its full path, so that no other folder's file of that name is ever loaded. */
export function systemLibrary(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  return win32.join(environment.SystemRoot ?? "C:\\Windows", "System32", name);
}
