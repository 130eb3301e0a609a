import type { GovernorSettings } from "../../api/governor.ts";
import type { GpuReading } from "../machine/readings.ts";
import type { Finding } from "./finding.ts";

/** What the rule remembers of one GPU's memory, in bytes. */
export interface DeviceVram {
  /** What others held when our model went in, or less if they gave some back since. */
  readonly baseline: number;
  /** What our model needs there, as last seen. */
  readonly needed: number;
  /** Another program wants it, and has not left yet. */
  readonly wanted: boolean;
  readonly free: number;
  readonly program?: string | undefined;
}

/** By device id. */
export type VramMemory = Readonly<Record<string, DeviceVram>>;

/** A desktop's memory comes and goes by less than this; more is another program that wants it. Bytes. */
const GROWTH = 256 * 2 ** 20;

/**
 * The memory after one look at the GPUs with memory of their own. A model that left little free by itself is no reason: only growth
 * of others' memory is. It holds until ours fits again beside theirs.
 */
export function watchVram(
  rule: GovernorSettings["others"],
  memory: VramMemory,
  gpus: readonly GpuReading[],
): VramMemory {
  if (rule.vram === "run") return {};
  return Object.fromEntries(
    gpus
      .filter(({ dedicated, totalBytes }) => dedicated && totalBytes > 0)
      .map((gpu) => [gpu.id, watchDevice(rule.freeBytes, memory[gpu.id], gpu)]),
  );
}

function watchDevice(
  freeBytes: number,
  before: DeviceVram | undefined,
  gpu: GpuReading,
): DeviceVram {
  const others = Math.max(0, gpu.usedBytes - gpu.ownBytes);
  const free = Math.max(0, gpu.totalBytes - gpu.usedBytes);
  const seen = { free, program: gpu.program };
  if (before?.wanted === true) {
    const { baseline, needed } = before;
    const left = others - baseline < GROWTH / 2;
    const fits = gpu.totalBytes - others - needed >= freeBytes + GROWTH / 2;
    return { ...seen, baseline: Math.min(baseline, others), needed, wanted: !left && !fits };
  }
  // What others hold is of no account while nothing of ours is there.
  if (gpu.ownBytes === 0) return { ...seen, baseline: others, needed: 0, wanted: false };
  // Where our part is a guess, what is left of it looks like others' growth as soon as a model goes in: it is counted from there.
  const guessed = gpu.ownIsShare === true && gpu.ownBytes !== before?.needed;
  const baseline = guessed ? others : Math.min(before?.baseline ?? others, others);
  const wanted = free < freeBytes && others - baseline >= GROWTH;
  return { ...seen, baseline, needed: gpu.ownBytes, wanted };
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
