import { type GraphicsKernel, kernelQuery } from "./graphics-kernel.ts";

/** What does not change of an adapter while Windows runs. Memory in bytes, temperature in °C, the fan in turns a minute. */
export interface AdapterFacts {
  readonly name: string;
  readonly bus?: string | undefined;
  readonly ownBytes?: number | undefined;
  readonly celsiusLimit?: number | undefined;
  readonly mostTurns?: number | undefined;
}

/** What an adapter's driver tells of this moment; absent where it tells nothing of the kind. */
export interface AdapterPerformance {
  readonly celsius?: number | undefined;
  readonly turns?: number | undefined;
  readonly memoryMegahertz?: number | undefined;
}

/** MAX_PATH letters of two bytes each, and four such texts in D3DKMT_ADAPTERREGISTRYINFO: the first is the adapter's name. */
const TEXT_BYTES = 520;
/** Bit of D3DKMT_ADAPTERTYPE: a screen that a program draws. */
const SOFTWARE = 4;

/** Undefined for what is no card: a software's screen, or an adapter without a name. */
export async function readFacts(
  kernel: GraphicsKernel,
  adapter: number,
): Promise<AdapterFacts | undefined> {
  const read = async (kind: number, bytes: number): Promise<Buffer | undefined> => {
    const memory = Buffer.alloc(bytes);
    return (await kernel.query(adapter, kind, memory)) === 0 ? memory : undefined;
  };
  const flags = (await read(kernelQuery.adapterType, 4))?.readUInt32LE(0) ?? 0;
  if ((flags & SOFTWARE) !== 0) return undefined;
  const names = await read(kernelQuery.registry, 4 * TEXT_BYTES);
  const name = names === undefined ? "" : wideText(names.subarray(0, TEXT_BYTES));
  if (name === "") return undefined;
  const address = await read(kernelQuery.address, 12);
  const sizes = await read(kernelQuery.segmentSize, 24);
  const limits = await read(kernelQuery.performanceLimits, 40);
  const warning = limits?.readUInt32LE(32) || limits?.readUInt32LE(28);
  return {
    name,
    bus: address === undefined ? undefined : busOf(address),
    ownBytes: sizes === undefined ? undefined : Number(sizes.readBigUInt64LE(0)) || undefined,
    celsiusLimit: warning ? warning / 10 : undefined,
    mostTurns: limits?.readUInt32LE(24) || undefined,
  };
}

/** D3DKMT_ADAPTER_PERFDATA of now, or the NTSTATUS where the driver refuses. Zero is what drivers write that do not tell. */
export async function readPerformance(
  kernel: GraphicsKernel,
  adapter: number,
): Promise<AdapterPerformance | number> {
  const memory = Buffer.alloc(64);
  const status = await kernel.query(adapter, kernelQuery.performance, memory);
  if (status !== 0) return status;
  const celsius = memory.readUInt32LE(56) / 10;
  return {
    celsius: celsius > 0 ? celsius : undefined,
    turns: memory.readUInt32LE(48),
    memoryMegahertz: Number(memory.readBigUInt64LE(8)) / 1e6 || undefined,
  };
}

/** The clock of the first engine, which draws and computes (D3DKMT_NODE_PERFDATA), in MHz; undefined where the driver does not tell. */
export async function readCoreClock(
  kernel: GraphicsKernel,
  adapter: number,
): Promise<number | undefined> {
  const memory = Buffer.alloc(56);
  const status = await kernel.query(adapter, kernelQuery.nodePerformance, memory);
  return status === 0 ? Number(memory.readBigUInt64LE(8)) / 1e6 || undefined : undefined;
}

/** D3DKMT_ADAPTERADDRESS: numbers of bus, device and function; what stands on no bus has all bits set. */
function busOf(address: Buffer): string | undefined {
  const [bus, device, part] = [0, 4, 8].map((at) => address.readUInt32LE(at));
  if (bus === undefined || device === undefined || part === undefined) return undefined;
  if (bus > 0xff || device > 0x1f || part > 7) return undefined;
  const two = (value: number): string => value.toString(16).padStart(2, "0");
  return `0000:${two(bus)}:${two(device)}.${part}`;
}

function wideText(memory: Buffer): string {
  return memory.toString("utf16le").split("\0", 1)[0]?.trim() ?? "";
}
