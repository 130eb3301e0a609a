import koffi from "koffi";
import { bindCall } from "../../library-call.ts";
import type { CounterAnswer, CounterPort } from "./counter-port.ts";

/**
 * Windows' performance counters from pdh.dll, by FFI. Signatures of pdh.h on 64-bit Windows: handles and DWORD_PTR are eight bytes, PDH_STATUS four
 * (https://learn.microsoft.com/windows/win32/api/pdh/). What is written is read by hand (counter-items.ts).
 * @throws Error when the file cannot be loaded or lacks the functions.
 */
export function loadCounters(path: string): CounterPort {
  const library = koffi.load(path);
  const bind = (name: string, parameters: readonly string[]) =>
    bindCall(library, name, "uint32", parameters);
  const open = bind("PdhOpenQueryW", ["void *", "uintptr_t", "void *"]);
  const add = bind("PdhAddEnglishCounterW", ["void *", "void *", "uintptr_t", "void *"]);
  const collect = bind("PdhCollectQueryData", ["void *"]);
  const read = bind("PdhGetFormattedCounterArrayW", [
    "void *",
    "uint32",
    "void *",
    "void *",
    "void *",
  ]);
  const close = bind("PdhCloseQuery", ["void *"]);

  /** Calls with a place for a handle, and reads it where that worked. */
  const handle = async (
    call: (place: Buffer) => Promise<number>,
  ): Promise<CounterAnswer<bigint>> => {
    const place = Buffer.alloc(8);
    const status = await call(place);
    return status === 0 ? { status, value: place.readBigUInt64LE(0) } : { status };
  };

  return {
    openQuery: () => handle((place) => open(null, 0, place)),
    addCounter: (query, counter) =>
      handle((place) => add(query, Buffer.from(`${counter}\0`, "utf16le"), 0, place)),
    collect: (query) => collect(query),
    items: async (counter, format, room) => {
      const size = Buffer.alloc(4);
      const count = Buffer.alloc(4);
      size.writeUInt32LE(room?.length ?? 0, 0);
      const status = await read(counter, format, size, count, room ?? null);
      return {
        status,
        bytes: size.readUInt32LE(0),
        count: count.readUInt32LE(0),
        address: room === undefined ? 0n : koffi.address(room),
      };
    },
    closeQuery: (query) => close(query),
  };
}
