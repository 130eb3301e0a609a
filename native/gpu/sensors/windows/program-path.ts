import koffi from "koffi";

/** PROCESS_QUERY_LIMITED_INFORMATION (winnt.h): what any account may ask of most programs, those of the system itself excepted. */
const LIMITED = 0x1000;
/** Letters of a path, the long ones that Windows allows on wish included. */
const LETTERS = 32_768;

/**
 * Asks Windows for the path of a process's program, from kernel32.dll by FFI; undefined where it does not tell it to this account.
 * https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-queryfullprocessimagenamew
 * @throws Error when the file cannot be loaded or lacks the functions.
 */
export function loadProgramPaths(path: string): (pid: number) => string | undefined {
  const library = koffi.load(path);
  const open = library.func("OpenProcess", "void *", ["uint32", "int", "uint32"]);
  const query = library.func("QueryFullProcessImageNameW", "int", [
    "void *",
    "uint32",
    "void *",
    "void *",
  ]);
  const close = library.func("CloseHandle", "int", ["void *"]);
  const room = Buffer.alloc(2 * LETTERS);
  return (pid) => {
    const handle: unknown = open(LIMITED, 0, pid);
    if (handle === null) return undefined;
    const letters = Buffer.alloc(4);
    letters.writeUInt32LE(LETTERS, 0);
    const worked = query(handle, 0, room, letters);
    close(handle);
    if (worked === 0) return undefined;
    return room.toString("utf16le", 0, 2 * Math.min(LETTERS, letters.readUInt32LE(0)));
  };
}
