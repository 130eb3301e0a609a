import type { CounterItem } from "./counter-items.ts";

/** A card as Windows' counters name it: its LUID, "0x00000000_0x0000d5b4", high half first. */
export type Luid = string;

/** What a program holds of a card, in bytes. */
export interface HeldByProgram {
  readonly pid: number;
  readonly bytes: number;
}

/** "pid_10472_luid_0x00000000_0x0000F814_phys_0_eng_0_engtype_3D": the parts that a counter does not have are absent. */
const NAME =
  /^(?:pid_(\d+)_)?luid_0x([0-9a-f]{1,8})_0x([0-9a-f]{1,8})_phys_(\d+)(?:_eng_(\d+)(?:_|$))?/i;
/** Two programs' times in one engine are not read in the same instant: so far above the whole is noise, more is nonsense. Percent. */
const MOST_PERCENT = 150;

interface Instance {
  readonly luid: Luid;
  readonly physical: string;
  readonly value: number | undefined;
  readonly pid?: string | undefined;
  readonly engine?: string | undefined;
}

/** A LUID's two halves in the form of the counters' instance names. */
export function luidText(high: number, low: number): Luid {
  const eight = (half: number): string => (half >>> 0).toString(16).padStart(8, "0");
  return `0x${eight(high)}_0x${eight(low)}`;
}

/**
 * Each card's load, 0..1: the busiest engine's sum over all programs, as the Task Manager shows it
 * (https://devblogs.microsoft.com/directx/gpus-in-the-task-manager/). Engines are not added up: a card that copies while it computes
 * would be busier than busy (microsoft/PowerToys#48710). Of a card with one figure that cannot be nothing is said.
 */
export function loads(items: readonly CounterItem[]): ReadonlyMap<Luid, number> {
  return perCard(items, (instances) => {
    const engines = new Map<string, number>();
    for (const { engine, value } of instances) {
      // An engine's program that has just started has no rate yet.
      if (engine === undefined || value === undefined) continue;
      if (!(value >= 0 && value <= MOST_PERCENT)) return undefined;
      engines.set(engine, (engines.get(engine) ?? 0) + value);
    }
    if (engines.size === 0) return undefined;
    const busiest = Math.max(...engines.values());
    return busiest > MOST_PERCENT ? undefined : Math.min(1, busiest / 100);
  });
}

/** Each card's memory in use, in bytes. */
export function memoryInUse(items: readonly CounterItem[]): ReadonlyMap<Luid, number> {
  return perCard(items, ([only, ...more]) =>
    more.length === 0 && only?.value !== undefined && only.value >= 0 ? only.value : undefined,
  );
}

/** Each card's programs with what they hold, without those that hold nothing. */
export function programs(
  items: readonly CounterItem[],
): ReadonlyMap<Luid, readonly HeldByProgram[]> {
  return perCard(items, (instances) => {
    const bytesOf = new Map<number, number>();
    for (const { pid, value } of instances) {
      // A program without a figure, or with one that cannot be, may hold anything: without it the list would be believed to be whole.
      if (value === undefined || !(value >= 0)) return undefined;
      if (pid === undefined || value === 0) continue;
      bytesOf.set(Number(pid), (bytesOf.get(Number(pid)) ?? 0) + value);
    }
    return [...bytesOf].map(([pid, bytes]) => ({ pid, bytes }));
  });
}

/** By card; several physical cards that work as one under a LUID are left out, since no figure says which of them it is of. */
function perCard<T>(
  items: readonly CounterItem[],
  tell: (instances: readonly Instance[]) => T | undefined,
): ReadonlyMap<Luid, T> {
  const cards = new Map<Luid, Instance[]>();
  for (const item of items) {
    const instance = parsed(item);
    if (instance === undefined) continue;
    const known = cards.get(instance.luid);
    if (known === undefined) cards.set(instance.luid, [instance]);
    else known.push(instance);
  }
  return new Map(
    [...cards].flatMap(([luid, instances]): [Luid, T][] => {
      if (instances.some(({ physical }) => physical !== instances[0]?.physical)) return [];
      const told = tell(instances);
      return told === undefined ? [] : [[luid, told]];
    }),
  );
}

function parsed({ name, value }: CounterItem): Instance | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, pid, high = "", low = "", physical = "", engine] = match;
  const luid = luidText(Number.parseInt(high, 16), Number.parseInt(low, 16));
  return { luid, physical, value, pid, engine };
}
