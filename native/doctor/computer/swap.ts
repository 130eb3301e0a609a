import { readFile } from "node:fs/promises";
import { byPerson, type Check, check, good, type Judgement, skipped, warning } from "../check.ts";
import { bytesText } from "../text.ts";

/** How Linux lends memory: swap in bytes and the mode of vm.overcommit_memory (2 lends nothing that is not there). */
export interface SwapFacts {
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly overcommit: number;
}

const NEARLY_FULL = 0.1;
const STRICT = 2;

/** Whether a model file can be mapped and the system is not already living on its swap. `undefined` where the system has no such figures. */
export function judgeSwap(facts: SwapFacts | undefined): Judgement {
  if (facts === undefined) return skipped("notHere");
  const { totalBytes, freeBytes, overcommit } = facts;
  const evidence = { swap: bytesText(totalBytes), free: bytesText(freeBytes), overcommit };
  if (overcommit === STRICT) return warning("strict", evidence, byPerson("overcommit"));
  return totalBytes > 0 && freeBytes / totalBytes < NEARLY_FULL
    ? warning("full", evidence, byPerson("closePrograms"))
    : good(evidence);
}

/** Reads the two figures out of the text of /proc/meminfo; undefined where they are not in it. */
export function parseSwap(meminfo: string, overcommit: string): SwapFacts | undefined {
  const kibibytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(meminfo)?.[1] ?? Number.NaN) * 1024;
  const facts = {
    totalBytes: kibibytes("SwapTotal"),
    freeBytes: kibibytes("SwapFree"),
    overcommit: Number(overcommit.trim() || Number.NaN),
  };
  return Object.values(facts).every(Number.isFinite) ? facts : undefined;
}

/** The check of swap and overcommit; `folder` is /proc. */
export function swapCheck(folder = "/proc"): Check {
  return check({
    id: "swap",
    group: "computer",
    probe: async () => {
      const read = (path: string) => readFile(`${folder}/${path}`, "utf8").catch(() => "");
      return parseSwap(await read("meminfo"), await read("sys/vm/overcommit_memory"));
    },
    judge: judgeSwap,
  });
}
