import type { BenchmarkStatus, Receipt, WouldEarn } from "../api/benchmark.ts";
import type { Device, HardwareReport } from "../api/hardware.ts";
import type { EnginePort, LoadedModel, ModelFile } from "../engine/engine-port.ts";
import { type PowerMeter, startPowerMeter } from "./power-meter.ts";
import { type Phase, phaseMillis } from "./schedule.ts";
import { measureDecode, measurePrefill, measureStreams, type SpeedPhase } from "./speed.ts";
import { quantile, spreadOf } from "./spread.ts";

/** Streams that are measured beside one answer alone; from the two follows how fast more would be. */
const STREAMS = 4;
const CONTEXT = 2048;

/** A model to measure, with the name that people know. */
export interface BenchmarkModel {
  readonly file: ModelFile;
  readonly name: string;
}

/** What a measurement tells the fit: tokens per second of one stream, and of several all together. */
export interface MeasuredSpeed {
  readonly sha256: string;
  readonly device: string;
  readonly backend: string;
  readonly prefill: number;
  readonly decode: number;
  /** Absent where they never all wrote at the same time. */
  readonly streams?: { readonly streams: number; readonly tokensPerSecond: number };
}

/** What a receipt is made of. */
export interface ReceiptSources {
  readonly engine: Pick<EnginePort, "load" | "unload" | "generate">;
  readonly hardware: () => Promise<HardwareReport>;
  /** The named model, or the one proposed among those here. Throws MODEL_NOT_FOUND, MODEL_DAMAGED or NOT_READY. */
  readonly model: (id: string | undefined) => Promise<BenchmarkModel>;
  /** What each subnet paid; throws where the chain cannot be asked, which costs the receipt nothing else. */
  readonly wouldEarn: (signal: AbortSignal) => Promise<readonly WouldEarn[]>;
  /** Price of electricity per kWh now. */
  readonly tariff: () => { readonly price: number; readonly currency: string } | undefined;
  readonly onMeasured: (speed: MeasuredSpeed) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is measured. `seconds` is what all phases take together, loading apart. */
export interface ReceiptWish {
  readonly model?: string | undefined;
  readonly seconds: number;
}

/** How a measurement says where it is, and when it has to end. `tick` is a clock in milliseconds that only goes forward. */
export interface Measuring {
  /** Throws MINER_RUNNING as soon as mining shares the engine: figures of two are nobody's. */
  readonly alone: () => void;
  readonly say: (state: BenchmarkStatus["state"], share: number) => void;
  readonly tick: () => number;
  readonly signal: AbortSignal;
}

/**
 * Loads the model, measures it, and gives the memory back. Throws what
 * loading and generating throw, and the signal's reason when it aborts.
 */
export async function measureReceipt(
  options: ReceiptSources,
  wish: ReceiptWish,
  { say, tick, signal, alone }: Measuring,
): Promise<Receipt> {
  const { engine } = options;
  const { file, name } = await options.model(wish.model);
  // Under a name of its own, so that nobody else's model is reloaded for it or goes when it ends.
  const own = { ...file, id: `receipt-${file.id}` };
  const idle = await sampled(startPowerMeter(options.hardware), async () => {});
  const held = { contextSize: CONTEXT, sequences: STREAMS, concede: "context" } as const;
  const loaded = await engine.load(own, held, signal);
  try {
    const began = tick();
    const phase = (state: Phase): SpeedPhase => ({
      ...{ engine, model: own.id, signal, now: tick },
      millis: phaseMillis(state, wish.seconds),
      onShare: (share) => {
        alone();
        say(state, share);
      },
    });
    say("prefill", 0);
    const { one: prefill, many: prefills } = await measurePrefill(phase("prefill"), STREAMS);
    say("decode", 0);
    const one = await measureDecode(phase("decode"));
    say("streams", 0);
    const many = await sampled(startPowerMeter(options.hardware), () =>
      measureStreams(phase("streams"), STREAMS),
    );
    const seconds = (tick() - began) / 1000;
    say("earnings", 0);
    const device = deviceOf(await options.hardware(), loaded);
    const written = one.filter(({ decode }) => decode > 0);
    const decode = written.map((answer) => answer.decode);
    const together = many.result.flatMap(({ writing }) => writing ?? []);
    if (decode.length > 0)
      options.onMeasured({
        ...{ sha256: file.sha256, device, backend: loaded.backend },
        ...{ prefill: quantile(prefill, 0.5), decode: quantile(decode, 0.5) },
        ...(together.length > 0 && {
          streams: { streams: STREAMS, tokensPerSecond: quantile(together, 0.5) },
        }),
      });
    return {
      ...{ time: options.now(), model: file.id, modelName: name, sha256: file.sha256 },
      ...{ device, backend: loaded.backend, seconds, prefill: spreadOf(prefill) },
      streams: [
        {
          streams: 1,
          prefill: spreadOf(prefill),
          // An answer of one token has no rate; a model that gives nothing else is measured by its first tokens.
          decode: spreadOf(decode.length > 0 ? decode : [0]),
          firstToken: spreadOf(one.map(({ firstToken }) => firstToken)),
        },
        {
          streams: STREAMS,
          prefill: spreadOf(prefills),
          decode: spreadOf(many.result.map((each) => each.decode)),
          firstToken: spreadOf(many.result.flatMap(({ firstTokens }) => firstTokens)),
        },
      ],
      ...energy(many.watts, many.result),
      ...(idle.watts.length === 0 ? {} : { idleWatts: quantile(idle.watts, 0.5) }),
      answerTokens: Math.round(
        quantile(
          one.map(({ tokens }) => tokens),
          0.5,
        ),
      ),
      ...dailyCost(many.watts, options.tariff()),
      wouldEarn: [...(await earnings(options, signal))],
    };
  } finally {
    await engine.unload(own.id).catch(() => {});
  }
}

async function sampled<T>(
  meter: PowerMeter,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly watts: readonly number[] }> {
  try {
    const result = await work();
    return { result, watts: await meter.stop() };
  } finally {
    await meter.stop();
  }
}

/** Watts while all streams work, and what one answer took of them: joules = watts * seconds / answers. */
function energy(
  watts: readonly number[],
  rounds: readonly { readonly seconds: number; readonly answers: number }[],
): Pick<Receipt, "watts" | "joulesPerAnswer"> {
  if (watts.length === 0) return {};
  const range = spreadOf(watts);
  const each = rounds.map(({ seconds, answers }) => seconds / answers);
  const perAnswer = each.reduce((sum, value) => sum + value, 0) / each.length;
  return {
    watts: range,
    joulesPerAnswer: { low: range.low * perAnswer, high: range.high * perAnswer },
  };
}

function dailyCost(
  watts: readonly number[],
  tariff: { readonly price: number; readonly currency: string } | undefined,
): Pick<Receipt, "costPerDay"> {
  if (watts.length === 0 || tariff === undefined) return {};
  const kilowattHours = (quantile(watts, 0.5) * 24) / 1000;
  return { costPerDay: { amount: kilowattHours * tariff.price, currency: tariff.currency } };
}

function deviceOf(report: HardwareReport, loaded: LoadedModel): string {
  const runs = ({ kind, backend }: Device): boolean =>
    loaded.backend === "cpu" ? kind === "cpu" : backend === loaded.backend;
  const names = report.devices.filter(runs).map((device) => device.name);
  return names.length > 0 ? names.join(" + ") : (report.devices[0]?.name ?? "unknown");
}

/** A network that cannot be asked takes only its own part from the receipt. */
async function earnings(
  options: ReceiptSources,
  signal: AbortSignal,
): Promise<readonly WouldEarn[]> {
  return options.wouldEarn(signal).catch(() => []);
}
