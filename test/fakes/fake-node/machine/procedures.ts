import type { Base } from "../base.ts";
import { activity, hardwareReport, type World } from "../world.ts";
import { cancelBenchmark, startBenchmark } from "./benchmark-desk.ts";
import { sampleHistory } from "./devices.ts";
import { doctorProcedures } from "./doctor-desk.ts";
import { pauseByHand, resume, saveSettings } from "./governor-desk.ts";
import { previewWeek } from "./week-preview.ts";

/** The procedures of hardware, governor, benchmark and Doctor over a world in memory. */
export function machineProcedures(os: Base, world: World) {
  const { channels } = world;
  return {
    hardware: {
      list: os.hardware.list.handler(() => hardwareReport(world)),
      watch: os.hardware.watch.handler(({ signal }) => channels.hardware.follow(signal)),
      history: os.hardware.history.handler(({ input }) =>
        sampleHistory(activity(world), input, {
          now: Date.now(),
          since: world.mining.startedAt ?? world.startedAt,
        }),
      ),
    },
    governor: {
      settings: os.governor.settings.handler(() => world.governor.settings),
      save: os.governor.save.handler(({ input }) => saveSettings(world, input)),
      status: os.governor.status.handler(() => world.governor.status),
      watch: os.governor.watch.handler(({ signal }) => channels.governor.follow(signal)),
      preview: os.governor.preview.handler(({ input }) =>
        previewWeek(input.settings ?? world.governor.settings, Date.now()),
      ),
      pause: os.governor.pause.handler(({ input }) => pauseByHand(world, input.minutes)),
      resume: os.governor.resume.handler(() => resume(world)),
      sense: os.governor.sense.handler(() => ({})),
    },
    benchmark: {
      start: os.benchmark.start.handler(({ input }) => startBenchmark(world, input.model)),
      cancel: os.benchmark.cancel.handler(() => cancelBenchmark(world)),
      status: os.benchmark.status.handler(() => world.benchmark.status),
      watch: os.benchmark.watch.handler(({ signal }) => channels.benchmark.follow(signal)),
      receipts: os.benchmark.receipts.handler(() => world.benchmark.receipts),
    },
    doctor: doctorProcedures(os),
  };
}
