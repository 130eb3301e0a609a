import type { Device, HardwareReport } from "../../api/hardware.ts";
import {
  bad,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  skipped,
  warning,
} from "../check.ts";
import { bytesText, namesText } from "../text.ts";
import { backendName } from "./backend-name.ts";
import { readSystemCards, type SystemCard } from "./system-cards.ts";

/** What llama.cpp offers, what the bus shows, and whether work here is paid for. */
export interface FoundFacts {
  readonly devices: readonly Device[];
  /** Undefined where this system's bus cannot be read. */
  readonly cards: readonly SystemCard[] | undefined;
  readonly notes: readonly string[];
  readonly realNetwork: boolean;
}

/** The most common of a laptop's faults: graphics inside the processor do the work, since the card beside it has no driver of its maker. */
function lacksDriver({ vendor, driver }: SystemCard): boolean {
  return vendor === "nvidia" && (driver === undefined || driver === "nouveau");
}

/** Whether the engine has a GPU, and where it lacks one that the computer has, why. */
export function judgeFound({ devices, cards, notes, realNetwork }: FoundFacts): Judgement {
  const gpus = devices.filter(({ kind }) => kind === "gpu");
  const unused = notes.find((note) => note.includes("is not used"));
  const [first] = gpus;
  if (first !== undefined) {
    const evidence = {
      gpus: namesText(gpus.map(({ name }) => name)),
      backend: backendName(first.backend),
      memory: bytesText(gpus.reduce((sum, { memory }) => sum + memory.totalBytes, 0)),
    };
    const left = cards?.find((card) => lacksDriver(card));
    const nvidia = gpus.some(({ name, vendor }) => /nvidia/i.test(`${vendor ?? ""} ${name}`));
    if (left !== undefined && !nvidia) {
      const found = { ...evidence, slot: left.slot, kernelDriver: left.driver ?? "none" };
      return warning("oneDriverless", found, byPerson("installDriver"));
    }
    return unused === undefined ? good(evidence) : warning("oneUnused", { ...evidence, unused });
  }
  // Where the bus cannot be read, what the system lists is all there is to go by.
  if (cards === undefined && unused !== undefined)
    return bad("leftOut", { unused }, byPerson("installDriver"));
  const card = cards?.find(({ vendor }) => vendor === "nvidia") ?? cards?.[0];
  if (card === undefined) {
    const evidence = { processor: devices[0]?.name ?? "unknown" };
    return realNetwork ? warning("none", evidence) : skipped("none", evidence);
  }
  const evidence = {
    vendor: card.vendor,
    slot: card.slot,
    kernelDriver: card.driver ?? "none",
  };
  if (card.driver === undefined) return bad("noDriver", evidence, byPerson("installDriver"));
  if (card.driver === "nouveau") return bad("nouveau", evidence, byPerson("installDriver"));
  if (card.driver === "vfio-pci") return bad("passedOn", evidence);
  // Graphics inside a processor of Intel gain little: leaving them out is no fault.
  const say = card.vendor === "intel" ? warning : bad;
  return card.accessible
    ? say("notOffered", evidence, byPerson("installDriver"))
    : say("noAccess", evidence, byPerson("joinGroup"));
}

/** The check for a GPU that the engine can use. */
export function gpuCheck(options: {
  readonly hardware: () => Promise<HardwareReport>;
  readonly cards?: () => Promise<readonly SystemCard[] | undefined>;
  readonly realNetwork: boolean;
}): Check {
  return check({
    id: "gpu",
    group: "gpu",
    timeout: 10_000,
    probe: async () => {
      const [{ devices, notes }, cards] = await Promise.all([
        options.hardware(),
        (options.cards ?? readSystemCards)(),
      ]);
      return { devices, notes, cards, realNetwork: options.realNetwork };
    },
    judge: judgeFound,
  });
}
