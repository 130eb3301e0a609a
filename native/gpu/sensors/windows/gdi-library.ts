import koffi from "koffi";
import { bindCall } from "../library-call.ts";
import { luidText } from "./counters/gpu-instances.ts";
import { type GraphicsKernel, statusText } from "./graphics-kernel.ts";

/** More adapters than any computer has; a count above this is nonsense. */
const MOST_ADAPTERS = 64;
/**
 * D3DKMT_ADAPTERINFO: a handle, a LUID (the low half, then the high one), two more numbers.
 * https://learn.microsoft.com/windows-hardware/drivers/ddi/d3dkmthk/ns-d3dkmthk-_d3dkmt_adapterinfo
 */
const ADAPTER_BYTES = 20;

/**
 * Windows' graphics kernel from gdi32.dll, by FFI. Structures are written and read by hand, as on every 64-bit Windows.
 * @throws Error when the file cannot be loaded or lacks the functions.
 */
export function loadGraphicsKernel(path: string): GraphicsKernel {
  const library = koffi.load(path);
  const bind = (name: string) => bindCall(library, name, "int32", ["void *"]);
  const enumerate = bind("D3DKMTEnumAdapters2");
  const ask = bind("D3DKMTQueryAdapterInfo");
  const close = bind("D3DKMTCloseAdapter");

  /** D3DKMT_ENUMADAPTERS2: how many, and where to write them; without a place it only counts. */
  const list = async (count: number, room?: Buffer): Promise<number> => {
    const structure = Buffer.alloc(16);
    structure.writeUInt32LE(count, 0);
    if (room !== undefined) structure.writeBigUInt64LE(koffi.address(room), 8);
    const status = await enumerate(structure);
    if (status !== 0)
      throw new Error(`Windows does not list its graphics cards: ${statusText(status)}.`);
    return Math.min(structure.readUInt32LE(0), MOST_ADAPTERS);
  };

  return {
    adapters: async () => {
      const count = await list(0);
      if (count === 0) return [];
      const room = Buffer.alloc(count * ADAPTER_BYTES);
      const listed = Math.min(count, await list(count, room));
      return Array.from({ length: listed }, (_, index) => {
        const at = index * ADAPTER_BYTES;
        const luid = luidText(room.readInt32LE(at + 8), room.readUInt32LE(at + 4));
        return { handle: room.readUInt32LE(at), luid };
      });
    },
    query: (adapter, kind, memory) => {
      // D3DKMT_QUERYADAPTERINFO: handle, kind, where to write, how much room is there.
      const structure = Buffer.alloc(24);
      structure.writeUInt32LE(adapter, 0);
      structure.writeInt32LE(kind, 4);
      structure.writeBigUInt64LE(koffi.address(memory), 8);
      structure.writeUInt32LE(memory.length, 16);
      return ask(structure);
    },
    close: (adapter) => {
      // D3DKMT_CLOSEADAPTER: the handle.
      const structure = Buffer.alloc(4);
      structure.writeUInt32LE(adapter, 0);
      return close(structure);
    },
  };
}
