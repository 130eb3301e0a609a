import { win32 } from "node:path";

/** Windows' gdi32.dll by its full path, so that no other folder's file of that name is ever loaded. */
export function gdiPath(environment: Readonly<Record<string, string | undefined>>): string {
  return win32.join(environment.SystemRoot ?? "C:\\Windows", "System32", "gdi32.dll");
}
