import type { Device } from "../../../../native/api/hardware.ts";
import { findCard } from "../../../../native/models/fit/speed/gpu-table.ts";
import type { ComputingPlace } from "../../../../native/models/fit/speed/prefill.ts";
import { vendorOf } from "../../../../native/models/fit/speed/speed.ts";

/** A card as the table has it; its FLOPS are no number where it is not in there. */
export function placeOf(name: string, backend: Device["backend"], share = 1): ComputingPlace {
  const card = findCard(name);
  const most = (card?.tflops ?? Number.NaN) * 1e12;
  return {
    ...{ share, backend, vendor: vendorOf({ name, backend }) },
    flops: { low: (card?.leastTflops ?? Number.NaN) * 1e12 || most, high: most },
  };
}
