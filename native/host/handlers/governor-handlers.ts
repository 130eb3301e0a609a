import type { EngineService } from "../../engine/process/supervised-engine.ts";
import { defaultSettings } from "../../governor/default-settings.ts";
import { type Governor, startGovernor } from "../../governor/governor-service.ts";
import type { OwnMemory } from "../../governor/orders/freed-memory.ts";
import { memoryProbe } from "../../governor/orders/memory-probe.ts";
import { createSenses } from "../../governor/senses/senses.ts";
import { systemSenses } from "../../governor/senses/system-senses.ts";
import { governorStore } from "../../governor/stored.ts";
import type { HardwareMonitor } from "../../gpu/hardware-monitor.ts";
import type { Notes } from "../../store/notes.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { processMemory } from "../engine/process-memory.ts";
import type { HostHandlers } from "../router.ts";

/** What the node's governor stands on. */
export interface NodeGovernorOptions {
  readonly engine: EngineService;
  readonly hardware: Pick<HardwareMonitor, "report" | "fresh">;
  readonly notes: Notes;
  readonly timeline: Timeline;
  readonly practice: boolean;
  readonly now: () => number;
}

/** Starts the governor of this node's engine; the practice residents have an engine of their own, which it does not touch. */
export function governNode(options: NodeGovernorOptions): Governor {
  const { engine, hardware, now } = options;
  return startGovernor({
    engine,
    hardware,
    memory: memoryProbe({
      own: () => ownMemory(engine),
      devices: engine.devices,
      report: hardware.fresh,
      process: () => {
        const { pid } = engine.status();
        return pid === undefined ? { resident: 0, models: 0 } : processMemory(pid);
      },
    }),
    senses: createSenses(systemSenses(now), now),
    store: governorStore(options.notes),
    timeline: options.timeline,
    defaults: defaultSettings({ practice: options.practice }),
    now,
  });
}

function ownMemory(engine: EngineService): OwnMemory {
  return engine.held().reduce(
    (sum, { loaded: { weights, context } }) => ({
      vram: sum.vram + weights.vram + context.vram,
      ram: sum.ram + weights.ram + context.ram,
    }),
    { vram: 0, ram: 0 },
  );
}

/** The `governor.*` procedures. */
export function governorHandlers(governor: Governor): HostHandlers["governor"] {
  return {
    settings: governor.settings,
    save: governor.save,
    status: governor.status,
    watch: (_input, signal) => governor.watch(signal),
    preview: ({ settings }) => governor.preview(settings),
    pause: ({ minutes }) => governor.pause(minutes),
    resume: governor.resume,
    sense: (report) => {
      governor.sense(report);
      return {};
    },
  };
}
