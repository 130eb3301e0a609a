/**
 * True where the system knows that nothing is there: no such name (ENOENT), or a file where a folder of the path should be (ENOTDIR). Of
 * all else, such as no free file handles or a drive that is away, nothing follows.
 */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
