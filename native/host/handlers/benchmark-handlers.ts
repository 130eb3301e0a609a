import * as z from "zod";
import { receipt } from "../../api/benchmark.ts";
import { HearthError } from "../../api/errors.ts";
import { type Benchmark, createBenchmark } from "../../benchmark/benchmark.ts";
import type { BenchmarkModel, MeasuredSpeed } from "../../benchmark/receipt.ts";
import { type SubnetPayOptions, subnetPay } from "../../benchmark/subnet-pay.ts";
import type { EngineService } from "../../engine/process/supervised-engine.ts";
import type { Governor } from "../../governor/governor-service.ts";
import type { HardwareMonitor } from "../../gpu/hardware-monitor.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import { toModelFile } from "../../models/catalogue/catalogue-model.ts";
import type { Notes } from "../../store/notes.ts";
import type { HostHandlers } from "../router.ts";

/** What the node's benchmark stands on. */
export interface NodeBenchmarkOptions {
  readonly engine: EngineService;
  readonly hardware: HardwareMonitor;
  readonly catalogue: ModelCatalogue;
  readonly governor: Governor;
  readonly notes: Notes;
  readonly pay: SubnetPayOptions;
  readonly mining: () => boolean;
  readonly onMeasured: (speed: MeasuredSpeed) => void;
  readonly now: () => number;
}

const RECEIPTS_NOTE = "receipts";

/** The node's benchmark, whose receipts outlive a run. The caller closes it. */
export function nodeBenchmark(options: NodeBenchmarkOptions): Benchmark {
  const { catalogue, hardware, governor, notes } = options;
  const model = async (id: string | undefined): Promise<BenchmarkModel> => {
    const found =
      id === undefined
        ? await catalogue.recommended(await hardware.report())
        : await catalogue.find(id);
    if (found === undefined) throw new HearthError("MODEL_NOT_FOUND", { id: "that fits" });
    const { name, quantisation } = found;
    return {
      file: toModelFile(found),
      name: name.toLowerCase().includes(quantisation.toLowerCase())
        ? name
        : `${name} ${quantisation}`,
    };
  };
  return createBenchmark({
    ...options,
    hardware: hardware.report,
    model,
    wouldEarn: (signal) => subnetPay(options.pay, signal),
    tariff: () => {
      const { enabled, basePrice, currency } = governor.settings().tariff;
      return enabled ? { price: governor.status().priceNow ?? basePrice, currency } : undefined;
    },
    receipts: {
      read: () => notes.read(RECEIPTS_NOTE, z.array(receipt)) ?? [],
      write: (receipts) => notes.write(RECEIPTS_NOTE, receipts),
    },
  });
}

/** The `benchmark.*` procedures. */
export function benchmarkHandlers(benchmark: Benchmark): HostHandlers["benchmark"] {
  return {
    start: (wish) => benchmark.start(wish),
    cancel: () => benchmark.cancel(),
    status: () => benchmark.status(),
    watch: (_input, signal) => benchmark.changes.followFrom(() => benchmark.status(), signal),
    receipts: () => [...benchmark.receipts()],
  };
}
