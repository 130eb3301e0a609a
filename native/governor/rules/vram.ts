import type { GovernorSettings } from "../../api/governor.ts";
import type { GpuReading } from "../machine/readings.ts";
import { carried } from "./carried.ts";
import { type Basis, comparable } from "./comparable.ts";
import type { Finding } from "./finding.ts";

/** What the rule remembers of one GPU's memory, in bytes. */
export interface DeviceVram extends Basis {
  readonly name: string;
  /** What others held when our model went in, or less if they gave some back since. */
  readonly baseline: number;
  /** What our model needs there, as last seen. */
  readonly needed: number;
  /** Which models that was, where the engine tells. */
  readonly files?: string | undefined;
  /** Another program wants it, and has not left yet. */
  readonly wanted: boolean;
  /** For how many looks in a row somebody else has lain where our model was, while it is away. */
  readonly pressed: number;
  /** For how many looks in a row its figures could not be compared with these. */
  readonly odd: number;
  /** `needed` is an even share of a sum. */
  readonly shared: boolean;
  readonly free: number;
  readonly program?: string | undefined;
}

/** Where our model is: in the GPU's memory as far as one is loaded, on its way in or out, or taken out by a pause. */
export type ModelPlace = "there" | "moves" | "away";

/** Where our models are, and which they are or will be when they come back. */
export interface OurModels {
  readonly place: ModelPlace;
  readonly files?: string | undefined;
}

/** By device id. */
export type VramMemory = Readonly<Record<string, DeviceVram>>;

/** A desktop's memory comes and goes by less than this; more is another program that wants it. Bytes. */
const GROWTH = 256 * 2 ** 20;
/** Right after a pause one probe may still show what another no longer calls ours. Looks. */
const PRESSED = 3;
/** After two minutes of figures that do not compare they are how it is counted from now on. Looks. */
const SETTLED = 120;

/**
 * The memory after one look at the GPUs with memory of their own. A model that left little free by itself is no reason: only growth
 * of others' memory is. It holds until ours fits again beside theirs. In a pause of any kind our model is away and comes back: who takes its place
 * meanwhile wants it as well. While it moves, probes of different moments take it for somebody else's, and nothing is learnt; nor while
 * the figures of a card are of other probes than before (comparable.ts).
 */
export function watchVram(
  rule: GovernorSettings["others"],
  memory: VramMemory,
  gpus: readonly GpuReading[],
  models: OurModels = { place: "there" },
): VramMemory {
  if (rule.vram === "run") return {};
  const known = carried(memory, gpus);
  return Object.fromEntries(
    gpus
      .filter(({ dedicated, totalBytes }) => dedicated && totalBytes > 0)
      .flatMap((gpu) => {
        const seen = watchDevice(rule.freeBytes, known(gpu), gpu, models);
        return seen === undefined ? [] : [[gpu.id, seen]];
      }),
  );
}

function watchDevice(
  freeBytes: number,
  earlier: DeviceVram | undefined,
  gpu: GpuReading,
  { place, files }: OurModels,
): DeviceVram | undefined {
  // While nothing of ours is there and nobody is waited for, each look begins anew.
  const anew = gpu.ownBytes === 0 && place === "there" && earlier?.wanted !== true;
  const odd = !anew && !comparable(earlier, gpu);
  if (odd && (earlier === undefined || earlier.odd < SETTLED || place === "moves"))
    return earlier && { ...earlier, odd: earlier.odd + 1 };
  const others = Math.max(0, gpu.usedBytes - gpu.ownBytes);
  const free = Math.max(0, gpu.totalBytes - gpu.usedBytes);
  // What others held on another basis is nothing to count from.
  const before = odd && earlier?.wanted === false ? { ...earlier, baseline: others } : earlier;
  const { name, program, usedBy, listed, ownIsShare: shared = false } = gpu;
  const seen = { name, free, program, files, usedBy, listed, shared, odd: 0 };
  // Other models come back than went, or none: what those needed is nothing to wait for.
  const same = place !== "away" || before?.files === files;
  if (before?.wanted === true && same) {
    const { baseline, needed } = before;
    const left = others - baseline < GROWTH / 2;
    const fits = gpu.totalBytes - others - needed >= freeBytes + GROWTH / 2;
    const wanted = !left && !fits;
    return { ...seen, baseline: Math.min(baseline, others), needed, wanted, pressed: 0 };
  }
  if (before !== undefined && place === "moves") return { ...before, ...seen, files: before.files };
  if (before !== undefined && place === "away" && before.needed > 0 && same) {
    const { baseline, needed } = before;
    const taken = others - baseline >= GROWTH && gpu.totalBytes - others - needed < freeBytes;
    const pressed = taken ? before.pressed + 1 : 0;
    const wanted = pressed >= PRESSED;
    return { ...seen, baseline: Math.min(baseline, others), needed, wanted, pressed };
  }
  // What others hold is of no account while nothing of ours is there.
  if (gpu.ownBytes === 0)
    return { ...seen, baseline: others, needed: 0, wanted: false, pressed: 0 };
  // Where our part is a guess, what is left of it looks like others' growth as soon as a model goes in: it is counted from there.
  const guessed = (shared || before?.shared === true) && gpu.ownBytes !== before?.needed;
  const baseline = guessed ? others : Math.min(before?.baseline ?? others, others);
  const wanted = free < freeBytes && others - baseline >= GROWTH;
  return { ...seen, baseline, needed: gpu.ownBytes, wanted, pressed: 0 };
}

/** What the rule says now, about the first GPU that another program wants. */
export function vramFinding(
  rule: GovernorSettings["others"],
  memory: VramMemory,
): Finding | undefined {
  if (rule.vram === "run") return undefined;
  const wanted = Object.values(memory).find((device) => device.wanted);
  if (wanted === undefined) return undefined;
  const { free: value, program: subject } = wanted;
  return { kind: "vram", action: rule.vram, value, limit: rule.freeBytes, subject };
}
