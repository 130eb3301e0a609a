import type {
  NvmlAnswer,
  NvmlDevice,
  NvmlPort,
  NvmlProcess,
} from "../../native/gpu/sensors/nvidia/nvml-port.ts";

/** One card's answers as NVML gives them: a figure, or the return code in its place. Percent, milliwatts, bytes. */
export interface FakeCard {
  readonly name: string;
  readonly uuid: string;
  readonly bus: string;
  readonly total: number;
  readonly used: number;
  /** In place of total and used. */
  readonly memoryRefusal?: Refusal;
  readonly load: number | Refusal;
  readonly celsius: number | Refusal;
  readonly celsiusLimit: number | Refusal;
  readonly milliwatts: number | Refusal;
  readonly milliwattsLimit: number | Refusal;
  readonly graphics: number;
  readonly memory: number;
  readonly fan: number | Refusal;
  readonly reasons: number;
  readonly compute: readonly NvmlProcess[] | Refusal;
  readonly drawing: readonly NvmlProcess[] | Refusal;
}

/** A return code in place of a figure. */
export interface Refusal {
  readonly code: number;
}

/** NVML with the given cards. `asked` counts calls by method; `lose` makes a card answer with a code from then on. */
export function createFakeNvml(
  cards: readonly FakeCard[],
  options: { readonly start?: number; readonly driver?: string } = {},
): NvmlPort & { readonly asked: Map<string, number>; lose(index: number, code: number): void } {
  const asked = new Map<string, number>();
  const lost = new Map<number, number>();
  const count = (method: string): void => void asked.set(method, (asked.get(method) ?? 0) + 1);
  const of =
    <T>(method: string, pick: (card: FakeCard) => T | Refusal) =>
    async (device: NvmlDevice): Promise<NvmlAnswer<T>> => {
      count(method);
      const code = lost.get(Number(device));
      const card = cards[Number(device)];
      if (code !== undefined || card === undefined) return { code: code ?? 2 };
      const value = pick(card);
      return isRefusal(value) ? { code: value.code } : { code: 0, value };
    };
  return {
    asked,
    lose: (index, code) => void lost.set(index, code),
    initialise: async () => options.start ?? 0,
    driverVersion: async () => ({ code: 0, value: options.driver ?? "550.120" }),
    count: async () => ({ code: 0, value: cards.length }),
    device: async (index) => (index < cards.length ? { code: 0, value: index } : { code: 2 }),
    name: of("name", (card) => card.name),
    uuid: of("uuid", (card) => card.uuid),
    pciAddress: of("pciAddress", (card) => card.bus),
    memory: of("memory", ({ total, used, memoryRefusal }) => memoryRefusal ?? { total, used }),
    utilisation: of("utilisation", (card) => card.load),
    celsius: of("celsius", (card) => card.celsius),
    celsiusLimit: of("celsiusLimit", (card) => card.celsiusLimit),
    milliwatts: of("milliwatts", (card) => card.milliwatts),
    milliwattsLimit: of("milliwattsLimit", (card) => card.milliwattsLimit),
    megahertz: (device, clock) => of("megahertz", (card) => card[clock])(device),
    fanPercent: of("fanPercent", (card) => card.fan),
    throttleReasons: of("throttleReasons", (card) => card.reasons),
    computeProcesses: of("computeProcesses", (card) => card.compute),
    graphicsProcesses: of("graphicsProcesses", (card) => card.drawing),
    processName: async (pid) => ({ code: 0, value: `C:\\Programs\\program-${pid}.exe` }),
  };
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "code" in value;
}

const MIB = 2 ** 20;

/** An RTX 3090 at work, as nvidia-smi 550.120 shows it: 341 W of 350 W, slowed by power and heat. */
export const rtx3090: FakeCard = {
  name: "NVIDIA GeForce RTX 3090",
  uuid: "GPU-6f1d2b7e-3c5a-4e0f-9b1a-2d8c7e4f5a60",
  bus: "00000000:01:00.0",
  total: 24_576 * MIB,
  used: 9_216 * MIB,
  load: 97,
  celsius: 71,
  celsiusLimit: 95,
  milliwatts: 341_870,
  milliwattsLimit: 350_000,
  graphics: 1695,
  memory: 9501,
  fan: 68,
  reasons: 0x24,
  compute: [{ pid: 4242, bytes: 8_192 * MIB }],
  drawing: [
    { pid: 1201, bytes: 310 * MIB },
    { pid: 4242, bytes: 8_192 * MIB },
  ],
};

/** An RTX 4070 beside it that idles, its fan standing still. */
export const rtx4070: FakeCard = {
  name: "NVIDIA GeForce RTX 4070",
  uuid: "GPU-0a9b8c7d-6e5f-4d3c-8b2a-190807060504",
  bus: "00000000:09:00.0",
  total: 12_282 * MIB,
  used: 811 * MIB,
  load: 3,
  celsius: 41,
  celsiusLimit: 94,
  milliwatts: 28_130,
  milliwattsLimit: 200_000,
  graphics: 210,
  memory: 405,
  fan: 0,
  reasons: 0x1,
  compute: [],
  drawing: [],
};

/** An RTX 4060 in a laptop: the laptop steers the fan and the power limit, so NVML tells neither. */
export const rtx4060Laptop: FakeCard = {
  name: "NVIDIA GeForce RTX 4060 Laptop GPU",
  uuid: "GPU-11223344-5566-7788-99aa-bbccddeeff00",
  bus: "00000000:01:00.0",
  total: 8_188 * MIB,
  used: 15 * MIB,
  load: 0,
  celsius: 44,
  celsiusLimit: 97,
  milliwatts: 2_310,
  milliwattsLimit: { code: 3 },
  graphics: 210,
  memory: 405,
  fan: { code: 3 },
  reasons: 0x1,
  compute: [],
  drawing: [{ pid: 2002, bytes: 4 * MIB }],
};
