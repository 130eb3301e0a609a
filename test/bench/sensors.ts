import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import si from "systeminformation";
import { createHardwareMonitor } from "../../native/gpu/hardware-monitor.ts";
import { planSensors, type SensorPlan } from "../../native/gpu/sensors/sensor-plan.ts";
import { startSensors } from "../../native/gpu/sensors/sensor-service.ts";
import { surveyGraphics } from "../../native/gpu/survey/survey-graphics.ts";
import { createSystemProbe } from "../../native/gpu/system-probe.ts";
import { nodeLauncher } from "../../native/processes/node-launcher.ts";
import { createFakeEngine } from "../fakes/fake-engine.ts";
import { canCompile, compileFakeNvml } from "../integration/gpu/fake-nvml.ts";
import { type Row, repeat, type Section, spread } from "./measure.ts";

const SECONDS = 20;
/** Of a tick in /proc/<pid>/stat. */
const TICK_MILLIS = 10;

/** What watching the hardware costs, in processor time for each second that passes. */
export const sensors: Section = {
  name: "sensors",
  about: `processor time for each second of hardware.watch, over ${SECONDS} s (10 ms are 1 % of a core), beside systeminformation's programs as far as they are installed`,
  run: async ({ runs, folder, say }) => {
    const { plan, words } = await choosePlan(folder);
    say(words);
    const launcher = nodeLauncher();
    const service = startSensors({ launcher, onChange: () => {}, ...(plan ? { plan } : {}) });
    const monitor = createHardwareMonitor({
      engine: createFakeEngine(),
      sensors: service,
      system: createSystemProbe({ graphics: () => surveyGraphics(launcher) }),
    });
    const over = new AbortController();
    try {
      const watching = watch(monitor.watch(over.signal));
      // The list of cards and the library's opening are paid once.
      await sleep(5000);
      const seen = await repeat(runs, () => costOf(service.status()?.pid));
      over.abort();
      await watching;
      const before = spread(await repeat(runs, programsBefore));
      const row = (name: string, key: "node" | "process"): Row => ({
        name: `${name} (${words})`,
        unit: "ms",
        measured: spread(seen.map((each) => each[key])),
        against: { name: "the programs of before", measured: before },
      });
      return [row("the node", "node"), row("the sensors' process", "process")];
    } finally {
      over.abort();
      monitor.close();
      await service.close();
    }
  },
};

/** This machine's drivers where there are any, else a library that answers at once. */
async function choosePlan(
  folder: string,
): Promise<{ readonly plan?: SensorPlan; readonly words: string }> {
  if ((await planSensors()) !== undefined) return { words: "this machine's drivers" };
  if (!canCompile) return { words: "no driver at hand" };
  const library = compileFakeNvml(folder, "ANSWERS");
  return {
    plan: { nvml: [library], root: "/", kernelFiles: false },
    words: "a library of two cards that answers at once",
  };
}

async function watch(reports: AsyncIterable<unknown>): Promise<void> {
  for await (const report of reports) void report;
}

async function costOf(pid: number | undefined) {
  const own = process.cpuUsage();
  const other = ticksOf(pid, 11);
  await sleep(SECONDS * 1000);
  const { user, system } = process.cpuUsage(own);
  return {
    node: (user + system) / 1000 / SECONDS,
    process: ((ticksOf(pid, 11) - other) * TICK_MILLIS) / SECONDS,
  };
}

/** A list of cards every other second and the shells of each second's temperature, as it was until the sensors came. */
async function programsBefore(): Promise<number> {
  const before = ticksOf(process.pid, 13);
  for (let second = 0; second < SECONDS; second += 1) {
    if (second % 2 === 0) await si.graphics();
    await si.cpuTemperature();
  }
  return ((ticksOf(process.pid, 13) - before) * TICK_MILLIS) / SECONDS;
}

/** Two neighbouring fields of /proc/<pid>/stat after the name: 11 the process's own time, 13 its ended children's. Linux only. */
function ticksOf(pid: number | undefined, field: number): number {
  if (pid === undefined || process.platform !== "linux") return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return Number(fields[field] ?? 0) + Number(fields[field + 1] ?? 0);
}
