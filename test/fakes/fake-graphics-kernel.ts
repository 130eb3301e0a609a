import { luidText } from "../../native/gpu/sensors/windows/counters/gpu-instances.ts";
import {
  type GraphicsKernel,
  kernelQuery,
} from "../../native/gpu/sensors/windows/graphics-kernel.ts";

/** One adapter as Windows would tell it; what is left out its driver refuses. Temperatures in tenths of a degree, clocks in hertz. */
export interface FakeAdapter {
  readonly name?: string;
  readonly software?: boolean;
  /** As Windows' counters write it; of its place in the list unless told. */
  readonly luid?: string;
  readonly bus?: readonly [number, number, number];
  readonly ownBytes?: number;
  readonly limits?: {
    readonly turns: number;
    readonly most: number;
    readonly warning: number;
  };
  readonly now?: {
    readonly celsius: number;
    readonly turns: number;
    readonly memory: number;
    readonly core?: number;
  };
}

/** STATUS_INVALID_PARAMETER, as drivers answer what they do not know or is of another size. */
const INVALID = 0xc000000d | 0;

/** Windows' graphics kernel as a test sets it. */
export interface FakeGraphicsKernel extends GraphicsKernel {
  /** The adapter of this handle answers everything with a status from then on. */
  fail(handle: number, status: number): void;
  /** Handles that were not given back yet: those of the first list count from 0, in its order. */
  readonly open: ReadonlyMap<number, FakeAdapter>;
}

/** A graphics kernel with what is in `adapters` at the moment; a handle of an adapter that was taken out answers nothing. */
export function fakeGraphicsKernel(adapters: readonly FakeAdapter[]): FakeGraphicsKernel {
  const failed = new Map<number, number>();
  const open = new Map<number, FakeAdapter>();
  let next = 0;
  return {
    open,
    fail: (handle, status) => void failed.set(handle, status),
    adapters: async () =>
      adapters.map((adapter, index) => {
        const handle = next;
        next += 1;
        open.set(handle, adapter);
        return { handle, luid: adapter.luid ?? luidText(0, 0xd000 + index) };
      }),
    close: async (handle) => (open.delete(handle) ? 0 : INVALID),
    query: async (handle, kind, memory) => {
      const held = open.get(handle);
      const adapter = held !== undefined && adapters.includes(held) ? held : undefined;
      const status = failed.get(handle);
      if (adapter === undefined || status !== undefined) return status ?? INVALID;
      const answer = answers(adapter).get(kind);
      if (answer === undefined || answer.length !== memory.length) return INVALID;
      answer.copy(memory);
      return 0;
    },
  };
}

function answers(adapter: FakeAdapter): Map<number, Buffer> {
  const { name, software, bus, ownBytes, limits, now } = adapter;
  const said = new Map<number, Buffer>();
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(software === true ? 0b110 : 0b011);
  said.set(kernelQuery.adapterType, flags);
  if (name !== undefined) {
    const texts = Buffer.alloc(2080);
    texts.write(name, 0, "utf16le");
    texts.write("internal DAC", 1040, "utf16le");
    said.set(kernelQuery.registry, texts);
  }
  if (bus !== undefined) said.set(kernelQuery.address, numbers(12, bus.entries(), 0, 4));
  if (ownBytes !== undefined) {
    const sizes = Buffer.alloc(24);
    sizes.writeBigUInt64LE(BigInt(ownBytes), 0);
    sizes.writeBigUInt64LE(2n ** 34n, 16);
    said.set(kernelQuery.segmentSize, sizes);
  }
  if (limits !== undefined) {
    const figures = [limits.turns, limits.most, limits.warning].entries();
    said.set(kernelQuery.performanceLimits, numbers(40, figures, 24, 4));
  }
  if (now !== undefined) {
    const performance = numbers(64, [now.turns, 730, now.celsius].entries(), 48, 4);
    performance.writeBigUInt64LE(BigInt(now.memory), 8);
    said.set(kernelQuery.performance, performance);
    if (now.core !== undefined) {
      const node = Buffer.alloc(56);
      node.writeBigUInt64LE(BigInt(now.core), 8);
      said.set(kernelQuery.nodePerformance, node);
    }
  }
  return said;
}

function numbers(
  bytes: number,
  values: Iterable<[number, number]>,
  from: number,
  step: number,
): Buffer {
  const memory = Buffer.alloc(bytes);
  for (const [index, value] of values) memory.writeUInt32LE(value >>> 0, from + index * step);
  return memory;
}
